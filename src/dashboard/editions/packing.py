"""An edition as one zip, and what a zip from outside must not be.

Nothing of a zip is written before all of it has been looked at: names, kinds, sizes,
and, by whoever writes it, the hashes of the manifest.
"""

from __future__ import annotations

import io
import stat
import zipfile

from dashboard.cases.archives import BROKEN, ENCRYPTED, file_kind, folder_zip, shown_name
from dashboard.editions.manifest import MADE, MANIFEST, is_place
from dashboard.errors import N_, EditionError

MOST_PACKED = 64_000_000  # bytes of a zip
MOST_BYTES = 256_000_000  # bytes of all files in it
MOST_FILES = 5_000


def packed(files: dict[str, bytes]) -> bytes:
    """Zip of an edition's files; the same files give the same bytes."""
    return folder_zip(files)


def unpacked(data: bytes) -> dict[str, bytes]:
    """
    Files of an edition's zip by name; their hashes are not looked at.

    Raises
    ------
    EditionError
        If it is no zip, is encrypted, too large or broken, or a member is a link, leads
        out of the folder, stands twice or is no file of an edition.
    """
    if len(data) > MOST_PACKED:
        raise EditionError(
            N_("The zip has {size} bytes; the zip of an edition has at most {limit}."),
            size=len(data),
            limit=MOST_PACKED,
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _check(members)
            found = {member.filename: archive.read(member) for member in members}
    except BROKEN as error:
        raise EditionError(
            N_("The zip cannot be read ({reason}); fetch it again."),
            reason=str(error)[:120] or type(error).__name__,
        ) from error
    if MANIFEST not in found:
        raise EditionError(N_("The zip holds no edition: it has no manifest.json."))
    return found


def _check(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_FILES:
        raise EditionError(
            N_("The zip has {n} files; an edition has at most {limit}."),
            n=len(members),
            limit=MOST_FILES,
        )
    seen: set[str] = set()
    for member in members:
        _check_member(member)
        # Some systems do not tell case/A.csv from case/a.csv.
        name = member.filename.casefold()
        if name in seen:
            raise EditionError(
                N_("The zip holds “{file}” twice; an edition holds every file once."),
                file=shown_name(member),
            )
        seen.add(name)
    total = sum(member.file_size for member in members)
    if total > MOST_BYTES:
        raise EditionError(
            N_("The zip unpacks to {size} bytes; an edition has at most {limit}."),
            size=total,
            limit=MOST_BYTES,
        )


def _check_member(member: zipfile.ZipInfo) -> None:
    if file_kind(member) not in {0, stat.S_IFREG}:
        raise EditionError(
            N_("“{file}” in the zip is no plain file; links and folders are not unpacked."),
            file=shown_name(member),
        )
    if member.flag_bits & ENCRYPTED:
        raise EditionError(
            N_("“{file}” in the zip is encrypted; an edition is not."), file=shown_name(member)
        )
    # The name as it stands in the file: Python cuts it at a NUL and turns backslashes.
    known = member.orig_filename in {MANIFEST, MADE} or is_place(member.orig_filename)
    if not known or member.orig_filename != member.filename:
        raise EditionError(
            N_("“{file}” in the zip is no file of an edition; nothing was unpacked."),
            file=shown_name(member),
        )
