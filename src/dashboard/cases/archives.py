"""One case as one zip: out, the same bytes for the same case; in, with nothing taken on trust.

Of a zip from outside nothing is written before all of it has been looked at: how many
members it has, their names, kinds and sizes; then the case in it is read as any folder is.
"""

from __future__ import annotations

import io
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory, gettempdir

from dashboard.cases.folders import CaseFolder, read_case
from dashboard.cases.outline import CASE_FILE
from dashboard.cases.reading import MAX_BYTES
from dashboard.errors import N_, CaseError, InputError

MOST_PACKED = 32_000_000  # bytes of a zip
MOST_BYTES = 64_000_000  # bytes of all files in it
MOST_FILES = 64
HIGHEST_RATIO = 200  # bytes that one packed byte may become, of files that are large
LARGE = 1_000_000  # bytes from which the ratio counts

ENCRYPTED = 0x1  # bit of a member's flags
SYSTEM_UNIX = 3  # of the member's maker: its mode stands in the upper half of external_attr

_STARTED = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip knows: equal content, equal bytes
_ENTRY = b"PK\x01\x02"  # before each entry of the list of members
_ENDINGS = (".csv", ".toml")
_ASIDE = "__MACOSX"  # what a Mac adds beside the files
BROKEN = (  # what reading a damaged or hostile zip may raise
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
    struct.error,
)


@dataclass(frozen=True, slots=True, eq=False)
class UnpackedCase:
    """
    A case that came as a zip, read without a fault and not yet anywhere on the disk.

    Attributes
    ----------
    content : CaseFolder
    files : mapping of str to bytes
        Those that the format reads, byte for byte.
    left_out : tuple of str
        Names of the others.
    """

    content: CaseFolder
    files: Mapping[str, bytes]
    left_out: tuple[str, ...]


def folder_zip(files: Mapping[str, bytes]) -> bytes:
    """Files of a case folder in one archive; the same files always give the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(
                zipfile.ZipInfo(name, _STARTED), files[name], compress_type=zipfile.ZIP_DEFLATED
            )
    return packed.getvalue()


def case_zip(folder: Path) -> bytes:
    """
    Return a case as one zip: the files that the format reads, as they are.

    Raises
    ------
    CaseError
        If the folder has faults: nobody could read the zip.
    """
    content = read_case(folder)
    return folder_zip({note.name: (folder / note.name).read_bytes() for note in content.files})


def unpacked_case(data: bytes) -> UnpackedCase:
    """
    Read the case in a zip.

    Raises
    ------
    InputError
        If it is no zip of a case: broken, encrypted, too large, or with a member that is
        no plain file of a case folder; or if there is no room to unpack it.
    CaseError
        With every fault of the case in it.
    """
    files = _files(data)
    try:
        with TemporaryDirectory(prefix="case-zip-") as workspace:
            found = _read(files, Path(workspace) / "case")
    except OSError as error:
        raise InputError(
            N_("“{folder}” cannot be written ({reason})."),
            folder=gettempdir(),
            reason=error.strerror or error,
        ) from error
    read = {note.name for note in found.files}
    kept = {name: content for name, content in files.items() if name in read}
    return UnpackedCase(found, kept, tuple(sorted(set(files) - read)))


def _read(files: Mapping[str, bytes], folder: Path) -> CaseFolder:
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    try:
        return read_case(folder)
    except CaseError as error:  # told of the zip, not of our own workspace
        raise CaseError(N_("in the zip"), error.faults) from error


# Looking at a zip -----------------------------------------------------


def _files(data: bytes) -> dict[str, bytes]:
    """Files of a zip by their bare names."""
    if len(data) > MOST_PACKED:
        raise InputError(
            N_("The zip has {size} bytes; the zip of a case has at most {limit}."),
            size=len(data),
            limit=MOST_PACKED,
        )
    # Before the list of members is taken apart: a million of them would fill the memory.
    _check_count(data.count(_ENTRY))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [each for each in archive.infolist() if not _is_aside(each)]
            _check_count(len(members))
            for member in members:
                _check_member(member)
            names = _bare_names(members)
            _check_sizes(names.values())
            found = {name: archive.read(member) for name, member in names.items()}
    except BROKEN as error:
        raise InputError(
            N_("The zip cannot be read ({reason}); make it again."),
            reason=str(error)[:120] or type(error).__name__,
        ) from error
    if CASE_FILE not in found:
        raise InputError(N_("The zip holds no case: it has no case.toml."))
    return found


def _check_count(n: int) -> None:
    if n > MOST_FILES:
        raise InputError(
            N_("The zip has {n} files; the zip of a case has at most {limit}."),
            n=n,
            limit=MOST_FILES,
        )


def _is_aside(member: zipfile.ZipInfo) -> bool:
    """Whether it is what a file manager adds: nothing of it is unpacked."""
    path = PurePosixPath(member.orig_filename)
    return path.parts[:1] == (_ASIDE,) or path.name == ".DS_Store"


def _check_member(member: zipfile.ZipInfo) -> None:
    if file_kind(member) not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise InputError(
            N_("“{file}” in the zip is no plain file; links and devices are not unpacked."),
            file=shown_name(member),
        )
    if member.flag_bits & ENCRYPTED:
        raise InputError(
            N_("“{file}” in the zip is encrypted; the zip of a case is not."),
            file=shown_name(member),
        )
    # The name as it stands in the file: Python cuts it at a NUL and turns backslashes.
    name = member.orig_filename
    bare = name.removesuffix("/").split("/")
    plain = all(
        part not in {"", ".", ".."} and not set(part) & set('\\:*?"<>|') and part.isprintable()
        for part in bare
    )
    if not plain or name != member.filename or len(bare) > 2:
        raise InputError(
            N_("“{file}” in the zip is no place in the folder of a case; nothing was unpacked."),
            file=shown_name(member),
        )


def _bare_names(members: Iterable[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """Members by bare name; all stand in the one folder of the zip, or in none."""
    found: dict[str, zipfile.ZipInfo] = {}
    folders, seen = set(), set()
    for member in members:
        folder, _, name = member.filename.rpartition("/")
        if not name:  # the folder itself
            continue
        folders.add(folder)
        # Some systems do not tell A.csv from a.csv, or one writing of é from another.
        same = unicodedata.normalize("NFKC", name).casefold()
        if same in seen:
            raise InputError(
                N_("The zip holds “{file}” twice; a case holds every file once."),
                file=shown_name(member),
            )
        seen.add(same)
        if name.lower().endswith(_ENDINGS):
            found[name] = member
    if len(folders) > 1:
        raise InputError(
            N_("The files of the zip stand in several folders; the zip of a case has one.")
        )
    return found


def _check_sizes(members: Iterable[zipfile.ZipInfo]) -> None:
    total = 0
    for member in members:
        total += member.file_size
        if member.file_size > MAX_BYTES:
            raise InputError(
                N_("“{file}” has {size} bytes; a file of a case has at most {limit}."),
                file=shown_name(member),
                size=member.file_size,
                limit=MAX_BYTES,
            )
        large = member.file_size >= LARGE
        if large and member.file_size > HIGHEST_RATIO * max(member.compress_size, 1):
            raise InputError(
                N_("“{file}” unpacks to more than {ratio} times its size; no table does."),
                file=shown_name(member),
                ratio=HIGHEST_RATIO,
            )
    if total > MOST_BYTES:
        raise InputError(
            N_("The zip unpacks to {size} bytes; a case has at most {limit}."),
            size=total,
            limit=MOST_BYTES,
        )


def shown_name(member: zipfile.ZipInfo) -> str:
    """Name of a member as a sentence repeats it: bounded, without signs that nobody sees."""
    return "".join(sign for sign in member.orig_filename if sign.isprintable())[:80]


def file_kind(member: zipfile.ZipInfo) -> int:
    """Kind of file that a member's maker says it is, as in `stat`; 0 where it says none."""
    mode = member.external_attr >> 16 if member.create_system == SYSTEM_UNIX else 0
    return stat.S_IFMT(mode)
