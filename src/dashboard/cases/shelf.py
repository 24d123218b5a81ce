"""What is done with a whole case: duplicated, varied, renamed, archived, deleted, brought back.

One at a time in a directory of cases, and nothing is ever written over.  A kill at any point
leaves every case readable: each step is one rename of a folder, and renaming a case, which
takes several, keeps a journal that the next of these functions completes.  Editions are
folders of their own and stay.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

from dashboard.access import history
from dashboard.access.history import Action
from dashboard.case import Correction, Text, Window
from dashboard.cases.amending import without
from dashboard.cases.archives import UnpackedCase
from dashboard.cases.corrections import CORRECTIONS, corrections_file
from dashboard.cases.folders import (
    CaseFolder,
    find_case,
    new_case,
    own_directory,
    read_case,
    shipped_directory,
)
from dashboard.cases.outline import CASE_FILE, CLAIMS, can_name_a_new_case
from dashboard.cases.whereabouts import (
    ARCHIVED,
    DELETED,
    PutAway,
    deleted_name,
    note_move,
    put_away,
)
from dashboard.errors import N_, InputError, NotFoundError
from dashboard.files import DRAFT, read_json, replacing, write_json

LOCK = ".shelf.lock"
JOURNAL = ".shelf.json"
PATIENCE = 20.0  # seconds to wait for somebody who moves another case

# What the store keeps under the name of a case; it follows a case that is renamed.
KEPT = (
    *("history/{}.jsonl", "history/{}.seen.json", "news/{}.jsonl", "news/{}.seen.json"),
    *("notes/{}.jsonl", "versions/{}", "desks/{}"),
)

_SLUG_LINE = re.compile(rb"^(slug[ \t]*=[ \t]*)(\"[^\"\r\n]*\"|'[^'\r\n]*')", re.MULTILINE)
_TABLE = re.compile(rb"^\[", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class CaseShelf:
    """
    The directory of cases that are not shipped, and who moves something in it.

    Attributes
    ----------
    store : Path
        Folder of the store, where history, notes and versions of the cases are.
    who : str
        For the history; empty where nobody logs in.
    details : mapping of str to str
        Further details of every entry in the history, such as `history.COMMAND_LINE`.
    directory : Path
        By default the reader's own.
    """

    store: Path
    who: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    directory: Path = field(default_factory=own_directory)

    # Copies -----------------------------------------------------------

    def duplicate(self, folder: Path, slug: str = "", title: Text | None = None) -> Path:
        """
        Copy a case, a shipped one too, under another name.

        Parameters
        ----------
        folder : Path
            Folder of the case, which has to be without a fault.
        slug : str
            By default the first that is free behind the case's own.
        title : Text, optional
            By default the case's with a word that it is a copy.

        Returns
        -------
        Path
            Folder of the copy.
        """
        return self._copy(read_case(folder), slug, title, {"copy of": folder.name})

    def vary(
        self,
        folder: Path,
        slug: str = "",
        title: Text | None = None,
        *,
        window: Window | None = None,
        leave_out: Sequence[str] = (),
    ) -> Path:
        """
        Copy a case with another window, or with groups or stocks left out.

        Parameters
        ----------
        folder : Path
        slug : str
        title : Text, optional
        window : Window, optional
            A file of returns over the case's own window stays behind then.
        leave_out : sequence of str
            Ids of groups and symbols of stocks.

        Raises
        ------
        NotFoundError
            If the case has no such group or stock.
        CaseError
            If what is left is no case, such as one without stocks.
        """
        content = read_case(folder)
        told = {"copy of": folder.name}
        for name in leave_out:
            content = _left_out(content, name)
        if leave_out:
            told["left out"] = ", ".join(leave_out)
        if window is not None and window != content.case.window:
            content = _over(content, window)
            told["window"] = f"{window.first} … {window.last}"
        return self._copy(content, slug, title, told)

    def bring_in(self, case: UnpackedCase, slug: str = "") -> Path:
        """
        Put a case from a zip into a folder of its own, byte for byte but for the slug.

        Parameters
        ----------
        case : UnpackedCase
        slug : str
            By default the case's own.  One that is taken is refused, and one that is free named.
        """
        with self._alone():
            name = slug or case.content.case.slug
            self._check_free(name)
            staged = self.directory / f".{name}.{uuid4().hex}{DRAFT}"
            try:
                staged.mkdir()
                for file, data in case.files.items():
                    whole = with_slug(data, name) if file == CASE_FILE else data
                    (staged / file).write_bytes(whole)
                read_case(staged)
                self._begin_anew(name)
                staged.rename(self.directory / name)
            finally:
                shutil.rmtree(staged, ignore_errors=True)
            self._record(name, "case-made", {"from": "a zip"})
            return self.directory / name

    def free(self, slug: str) -> str:
        """First slug of that beginning that no case has: itself, or with a number behind."""
        stem = re.sub(r"-[0-9]{1,3}$", "", slug)[:56].rstrip("-") or "case"
        names = (slug, *(f"{stem}-{n}" for n in range(2, 1000)))
        return next(name for name in names if can_name_a_new_case(name) and not self._taken(name))

    def _copy(
        self, content: CaseFolder, slug: str, title: Text | None, told: Mapping[str, str]
    ) -> Path:
        case = content.case
        name = title or Text(
            f"{case.title.en} (copy)" if case.title.en else "",
            f"{case.title.zh}（副本）" if case.title.zh else "",
        )
        with self._alone():
            wanted = slug or self.free(case.slug)
            return self._put(replace(content, case=replace(case, title=name)), wanted, told)

    def _put(self, content: CaseFolder, slug: str, told: Mapping[str, str]) -> Path:
        self._check_free(slug)
        folder = self.directory / slug
        self._begin_anew(slug)
        new_case(replace(content, case=replace(content.case, slug=slug)), folder)
        self._record(slug, "case-made", told)
        return folder

    # Moves ------------------------------------------------------------

    def rename(self, slug: str, new: str) -> Path:
        """
        Give a case another slug and its folder the same; its history and notes follow.

        A link with the old name is answered with the new one.
        """
        with self._alone():
            folder = self._own(slug)
            self._check_free(new)
            staged = self.directory / f".{new}.{uuid4().hex}{DRAFT}"
            try:
                shutil.copytree(folder, staged, symlinks=True)
                file = staged / CASE_FILE
                file.write_bytes(with_slug(file.read_bytes(), new))
                journal = {"old": slug, "new": new, "aside": deleted_name(slug, datetime.now(UTC))}
                write_json(self.directory / JOURNAL, journal)
                staged.rename(self.directory / new)
            finally:
                shutil.rmtree(staged, ignore_errors=True)
            self._settle()
            return self.directory / new

    def archive(self, slug: str) -> Path:
        """Put a case away: no list has it until it is restored."""
        with self._alone():
            folder, place = self._own(slug), self.directory / ARCHIVED / slug
            if os.path.lexists(place):
                raise InputError(
                    N_("Another case “{slug}” is archived already; rename this one first."),
                    slug=slug,
                )
            _move(folder, place)
            self._record(slug, "case-archived")
            self._follow(slug, _kept_as(slug, slug))
            return place

    def delete(self, slug: str) -> PutAway:
        """Take a case away; what comes back says by which name it can be restored."""
        with self._alone():
            folder, now = self._own(slug), datetime.now(UTC)
            name = deleted_name(slug, now)
            _move(folder, self.directory / DELETED / name)
            self._record(slug, "case-deleted", {"kept as": name})
            self._follow(slug, _kept_as(slug, name))
            found = {each.name: each for each in put_away(self.directory)}
            return found[name]

    def restore(self, name: str, slug: str = "") -> Path:
        """
        Bring an archived or deleted case back.

        Parameters
        ----------
        name : str
            Its slug (the archived one, else the one deleted last) or the name of its folder.
        slug : str
            Another slug, where its own is taken by now.

        Raises
        ------
        NotFoundError
            If nothing of that name was put away.
        """
        with self._alone():
            away = put_away(self.directory)
            found = next((each for each in away if name in {each.name, each.slug}), None)
            if found is None:
                raise NotFoundError(
                    N_("No case called “{name}” was archived or deleted."), name=name[:80]
                )
            new = slug or found.slug
            self._check_free(new)
            file = found.path / CASE_FILE
            with contextlib.suppress(FileNotFoundError):
                data = file.read_bytes()
                if with_slug(data, new) != data:
                    file.write_bytes(with_slug(data, new))
            _move(found.path, self.directory / new)
            self._follow(_kept_as(found.slug, found.name), new)
            self._record(new, "case-restored", {} if new == found.slug else {"was": found.slug})
            return self.directory / new

    def correct(self, folder: Path, what: Text, day: date, by: str = "") -> Correction:
        """
        Write a correction at the end of the log of a case.

        Raises
        ------
        CaseError
            If the folder has faults.
        InputError
            If nothing is said, the case ships, or the folder cannot be written.
        """
        check_own(folder)
        said = Text(what.en.strip(), what.zh.strip())
        if said == Text():
            raise InputError(N_("Say what was put right, in English, in Chinese or in both."))
        with self._alone():
            added = Correction(day, said, by.strip())
            before = read_case(folder).case.corrections
            with replacing(folder / CORRECTIONS) as draft:
                draft.write_bytes(corrections_file([*before, added]))
            written = read_case(folder)
            own = {note.name: note.sha256 for note in written.files}
            history.expect(self.store, folder.name, own)
            self._record(folder.name, "case-corrected", {"what": said.en or said.zh})
            return added

    # Parts ------------------------------------------------------------

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Be the only one who moves cases; what a killed one began is completed first."""
        import filelock  # noqa: PLC0415 - readers need no locks

        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            with filelock.FileLock(self.directory / LOCK, timeout=PATIENCE):
                self._settle()
                for draft in self.directory.glob(f".*{DRAFT}"):
                    shutil.rmtree(draft, ignore_errors=True)
                yield
        except filelock.Timeout as error:
            raise InputError(
                N_("Somebody else is moving a case right now; try again in a moment.")
            ) from error
        except OSError as error:
            raise InputError(
                N_("“{folder}” cannot be written ({reason})."),
                folder=self.directory,
                reason=error.strerror or error,
            ) from error

    def _settle(self) -> None:
        """Complete a renaming from whatever step it has reached."""
        journal = read_json(self.directory / JOURNAL)
        try:
            old, new, aside = (str(journal[key]) for key in ("old", "new", "aside"))
        except KeyError:
            return
        if (self.directory / new / CASE_FILE).is_file():
            before = self.directory / old
            if before.is_dir():
                self._clear_away(before, self.directory / new, aside)
            note_move(self.directory, old, new)
            self._follow(old, new)
            self._record(new, "case-renamed", {"from": old, "to": new})
        (self.directory / JOURNAL).unlink(missing_ok=True)

    def _clear_away(self, before: Path, after: Path, aside: str) -> None:
        """Take the old folder away; one that was changed by hand meanwhile is kept as deleted."""
        place = self.directory / DELETED / aside
        _move(before, place)
        if all(_same(file, after / file.relative_to(place)) for file in place.rglob("*")):
            shutil.rmtree(place, ignore_errors=True)

    def _follow(self, old: str, new: str) -> None:
        """Move what the store keeps under the old name; what lies there already goes aside."""
        for pattern in KEPT:
            before, after = (self.store / pattern.format(slug) for slug in (old, new))
            if not os.path.lexists(before):
                continue
            if os.path.lexists(after):
                _put_aside(after)
            before.rename(after)

    def _begin_anew(self, slug: str) -> None:
        """Put aside what is kept under a name that no case has: a new one does not inherit it."""
        for pattern in KEPT:
            left = self.store / pattern.format(slug)
            if os.path.lexists(left):
                _put_aside(left)

    def _own(self, slug: str) -> Path:
        """Folder of a case of this directory; raises where it is shipped or not there."""
        folder = self.directory / slug
        if can_name_a_new_case(slug) and (folder / CASE_FILE).is_file():
            return folder
        check_own(find_case(slug))  # or it says what is nearest
        return folder

    def _taken(self, slug: str) -> bool:
        if os.path.lexists(self.directory / slug):
            return True
        with contextlib.suppress(NotFoundError):
            find_case(slug)
            return True
        return False

    def _check_free(self, slug: str) -> None:
        if not can_name_a_new_case(slug):
            raise InputError(
                N_("“{name}” cannot name a case: a slug has small letters, digits and hyphens."),
                name=slug[:80],
            )
        if self._taken(slug):
            raise InputError(
                N_("There is a case “{slug}” already; “{free}” is free."),
                slug=slug,
                free=self.free(slug),
            )

    def _record(self, slug: str, action: Action, told: Mapping[str, str] | None = None) -> None:
        history.record(self.store, slug, self.who, action, {**(told or {}), **self.details})


def is_shipped(folder: Path) -> bool:
    """Whether a case ships with the dashboard: it can be duplicated, and nothing else."""
    return folder.parent == shipped_directory()


def check_own(folder: Path) -> None:
    """Raise InputError for a case that ships: nobody changes it."""
    if is_shipped(folder):
        raise InputError(
            N_("“{slug}” ships with the dashboard and stays as it is; duplicate it instead."),
            slug=folder.name,
        )


def with_slug(data: bytes, slug: str) -> bytes:
    """
    Return a case.toml with another slug; not one other byte is touched.

    Raises
    ------
    InputError
        If no line says the slug.
    """
    table = _TABLE.search(data)
    line = _SLUG_LINE.search(data, 0, len(data) if table is None else table.start())
    if line is None:
        raise InputError(N_("No line of case.toml says the slug of the case; add it first."))
    return data[: line.start(2)] + f'"{slug}"'.encode() + data[line.end(2) :]


def _left_out(content: CaseFolder, name: str) -> CaseFolder:
    """Folder without a stock, or without a group and all its stocks."""
    case = content.case
    gone = [stock.symbol for stock in case.stocks if name in {stock.symbol, stock.group}]
    if not gone:
        raise NotFoundError(N_("The case has no group and no stock “{name}”."), name=name[:80])
    for symbol in gone:
        content = without(content, CASE_FILE, f"stocks:{symbol}")
    # A claim about the group itself has lost its subject.
    lost = {group.id for group in case.groups} - {group.id for group in content.case.groups}
    for claim in case.claims:
        if lost.intersection(re.split("[;:]", claim.subject)):
            content = without(content, CLAIMS, claim.id)
    marks = {mark.id for mark in case.benchmarks}
    prices, away = content.market.prices, [symbol for symbol in gone if symbol not in marks]
    kept = prices.loc[~prices["symbol"].isin(away)].reset_index(drop=True)
    return replace(content, market=replace(content.market, prices=kept))


def _over(content: CaseFolder, window: Window) -> CaseFolder:
    """Folder over another window: the universe's returns are those of the old one."""
    return replace(
        content,
        case=replace(content.case, window=window, universe=None),
        market=replace(content.market, universe=None),
    )


def _kept_as(slug: str, name: str) -> str:
    """Name under which the store keeps what belongs to a case that was put away."""
    return f"{slug}~archived" if name == slug else name


def _put_aside(path: Path) -> None:
    path.rename(path.with_name(f"{path.name}~{datetime.now(UTC):%Y%m%dT%H%M%S%f}"))


def _move(folder: Path, place: Path) -> None:
    """Rename a folder to where nothing stands."""
    place.parent.mkdir(parents=True, exist_ok=True)
    if os.path.lexists(place):
        raise FileExistsError(17, os.strerror(17), str(place))
    folder.rename(place)


def _same(one: Path, other: Path) -> bool:
    if one.name == CASE_FILE or one.is_dir():
        return True
    if one.is_symlink():
        return other.is_symlink()
    return other.is_file() and one.read_bytes() == other.read_bytes()
