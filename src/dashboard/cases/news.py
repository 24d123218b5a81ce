"""What is new in a case, one line each: evidence that arrived, an answer that turned.

::

    <store>/news/<slug>.jsonl         added to, never rewritten
    <store>/news/<slug>.seen.json     what was there at the last look

Written by whoever saves a case, refreshes its prices or works out its card, never by whoever
looks at a page or asks for a feed.  What was there at the first look is no news.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, TypeAlias, get_args
from uuid import UUID, uuid4

from dashboard.case import Case, Evidence, Text
from dashboard.cases.entry_cells import evidence_cells
from dashboard.cases.outline import is_slug
from dashboard.files import append_line, loads_finite, read_json, write_json

Kind: TypeAlias = Literal["evidence", "verdict"]
KINDS: tuple[Kind, ...] = get_args(Kind)

MOST_ROWS, MOST_TOLD = 40, 5  # rows that a line names, and tells of: it is written in one piece
LONGEST = 400  # signs of each of their texts
PATIENCE = 2.0  # seconds to wait for somebody who looks at the same case

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Standing:
    """
    What a case amounts to at a moment.

    Attributes
    ----------
    answer : str
        Kind of its answer; empty where it has none yet.
    status : str
        Of its verdict.
    story : str
        Id of the story that the verdict names; empty where it names none.
    headline : Text
        The answer in both languages.
    program : str
        Version of the software that found it.
    """

    answer: str = ""
    status: str = ""
    story: str = ""
    headline: Text = field(default_factory=Text)
    program: str = ""

    def is_other(self, before: Standing) -> bool:
        """Whether the verdict is another one: other words or numbers for the same do not count."""
        mine, theirs = ((each.answer, each.status, each.story) for each in (self, before))
        return mine != theirs


@dataclass(frozen=True, slots=True)
class News:
    """
    One thing that happened.

    Attributes
    ----------
    id : UUID
        Its own, whatever the case is called.
    when : datetime
        In UTC: when it was noticed.
    kind : {"evidence", "verdict"}
    rows : tuple of str
        Ids of evidence that arrived, the first ones.
    told : tuple of (Text, Text, Text)
        Stock, story and statement of the very first of them, in the order of `rows`.
    n : int
        How many arrived.
    before, after : Standing or None
        Of a verdict that turned.
    """

    id: UUID
    when: datetime
    kind: Kind
    rows: tuple[str, ...] = ()
    told: tuple[tuple[Text, Text, Text], ...] = ()
    n: int = 0
    before: Standing | None = None
    after: Standing | None = None


# Reading ---------------------------------------------------------------


def read(store: Path, slug: str, most: int = 100) -> tuple[News, ...]:
    """What was new in a case, the latest first; lines that are damaged are left out."""
    try:
        lines = _file(store, slug).read_bytes().splitlines()
    except OSError:
        return ()
    found = (_news(line) for line in reversed(lines[-2 * most :]))
    return tuple(each for each in found if each is not None)[:most]


def _news(line: bytes) -> News | None:
    try:
        found = loads_finite(line)
        kind = found["kind"]
        standings = {name: _standing(found.get(name)) for name in ("before", "after")}
        if kind not in KINDS or (kind == "verdict" and None in standings.values()):
            return None
        return News(
            UUID(found["id"]),
            datetime.fromisoformat(found["when"]).astimezone(UTC),
            kind,
            tuple(map(str, found.get("rows", ()))),
            tuple(map(_texts, found.get("told", ()))),
            int(found.get("n", 0)),
            **standings,
        )
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError):
        return None


def _texts(found: Mapping[str, Any]) -> tuple[Text, Text, Text]:
    return _text(found["stock"]), _text(found["story"]), _text(found["statement"])


def _text(found: Mapping[str, Any]) -> Text:
    return Text(str(found["en"]), str(found["zh"]))


def _standing(found: Any) -> Standing | None:
    if not isinstance(found, dict):
        return None
    plain = {name: str(found[name]) for name in ("answer", "status", "story", "program")}
    return Standing(**plain, headline=_text(found["headline"]))


# Writing ---------------------------------------------------------------


def notice_evidence(store: Path, case: Case, digest: str, before: Case | None = None) -> None:
    """
    Keep which evidence a case has, and say what arrived since the last look.

    Parameters
    ----------
    store : Path
    case : Case
        With everything on file.
    digest : str
        Of its folder.
    before : Case, optional
        What it was before, where nobody has looked yet.
    """
    now = _marks(case.evidence)

    def look(seen: dict[str, Any]) -> None:
        known = seen.get("evidence")
        if not isinstance(known, dict):
            known = now if before is None else _marks(before.evidence)
        moved = {mark for name, mark in known.items() if name not in now}
        # A row that only got another id was there before.
        arrived = [name for name, mark in now.items() if name not in known and mark not in moved]
        if arrived:
            rows = {row.id: row for row in case.evidence}
            told = [_told(case, rows[name]) for name in arrived[:MOST_TOLD]]
            ids = arrived[:MOST_ROWS]
            _add(store, case.slug, "evidence", {"rows": ids, "n": len(arrived), "told": told})
        seen |= {"evidence": now, "digest": digest}

    _look(store, case.slug, look)


def _told(case: Case, row: Evidence) -> dict[str, dict[str, str]]:
    """A row of evidence in both languages, as long as a line may be."""
    name = next((each.name for each in case.stocks if each.symbol == row.stock), Text(row.stock))
    title = next((each.title for each in case.stories if each.id == row.story), Text(row.story))
    texts = {"stock": name, "story": title, "statement": row.statement}
    return {key: {"en": text.en[:LONGEST], "zh": text.zh[:LONGEST]} for key, text in texts.items()}


def on_file(store: Path, slug: str, digest: str) -> frozenset[str] | None:
    """Ids of the evidence that a folder of this digest has; None where another was seen last."""
    seen = read_json(_seen(store, slug))
    known = seen.get("evidence")
    if seen.get("digest") != digest or not isinstance(known, dict):
        return None
    return frozenset(map(str, known))


def notice_verdict(store: Path, slug: str, now: Standing, before: Standing | None = None) -> None:
    """
    Keep what a case amounts to, and say so where its verdict turned.

    Parameters
    ----------
    store : Path
    slug : str
    now : Standing
    before : Standing, optional
        What it was before, where nobody has looked yet.
    """

    def look(seen: dict[str, Any]) -> None:
        known: Standing | None = None
        with contextlib.suppress(LookupError, TypeError):
            known = _standing(seen.get("verdict"))
        known = known or before
        if known is not None and now.is_other(known):
            _add(store, slug, "verdict", {"before": asdict(known), "after": asdict(now)})
        seen["verdict"] = asdict(now)

    _look(store, slug, look)


def was_seen(store: Path, slug: str) -> bool:
    """Whether somebody has looked at the verdict of a case before."""
    return isinstance(read_json(_seen(store, slug)).get("verdict"), dict)


def _marks(evidence: Iterable[Evidence]) -> dict[str, str]:
    """What tells one row from another, by id: everything in it but the id."""
    found = {}
    for row in evidence:
        cells = evidence_cells(replace(row, id=""))
        text = json.dumps(cells, sort_keys=True)
        found[row.id] = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return found


def _look(store: Path, slug: str, look: Callable[[dict[str, Any]], None]) -> None:
    """Let somebody look at what was seen last, alone, and keep what they make of it."""
    import filelock  # noqa: PLC0415 - readers need no locks

    seen = _seen(store, slug)
    try:
        seen.parent.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(seen.with_suffix(".lock"), timeout=PATIENCE):
            before = read_json(seen)
            now = dict(before)
            look(now)
            if now != before:
                write_json(seen, now)
    except (OSError, filelock.Timeout) as error:
        # That it cannot be told keeps nobody from saving or refreshing.
        _log.warning("What is new in %s cannot be kept: %s", slug, type(error).__name__)


def _add(store: Path, slug: str, kind: Kind, told: Mapping[str, object]) -> None:
    when = datetime.now(UTC).isoformat(timespec="milliseconds")
    line = json.dumps({"id": str(uuid4()), "when": when, "kind": kind, **told})
    append_line(_file(store, slug), line.encode("ascii"))


def _file(store: Path, slug: str) -> Path:
    if not is_slug(slug):
        message = f"not a slug: {slug!r}"
        raise ValueError(message)
    return store / "news" / f"{slug}.jsonl"


def _seen(store: Path, slug: str) -> Path:
    return _file(store, slug).with_suffix(".seen.json")


# The installation ------------------------------------------------------


def identify(store: Path) -> None:
    """Give this installation a name of its own, once, where the store can be written."""
    file = _name_file(store)
    if not file.is_file():
        with contextlib.suppress(OSError):
            write_json(file, {"id": str(uuid4())})


def identity(store: Path) -> UUID | None:
    """Name of this installation; None where it has none."""
    try:
        return UUID(str(read_json(_name_file(store)).get("id", "")))
    except ValueError:
        return None


def _name_file(store: Path) -> Path:
    return store / "news" / ".installation.json"
