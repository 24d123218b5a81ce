"""From prices and membership to an evening that can be kept: scan, ranks, and a closer look."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

import numpy as np

from dashboard import __version__
from dashboard.market.universe_matrix import UniverseMatrix
from dashboard.message import Message
from dashboard.radar.cross_section import HISTORY, CrossSection, cross_section
from dashboard.radar.disclosure import Record
from dashboard.radar.evening import SPANS, Evening
from dashboard.radar.kept import COUNTS, FORMAT, NUMBERS, Entry, KeptEvening
from dashboard.radar.kept_detail import Detail, KeptMember
from dashboard.radar.members import members, paths
from dashboard.radar.membership import Membership, Theme
from dashboard.radar.scan import DRAWS, LISTS, SEED, scan
from dashboard.radar.side_by_side import Other, others
from dashboard.radar.splits import splits
from dashboard.radar.standings import MOST, Standing, standings
from dashboard.stats.result import Undefined

CLOSELY = 7
"""Themes a span that are looked at closely even when fewer stand out: a reader opens them too."""

SPLITS_KEPT = 12
"""Splits of a theme that are kept, the best first."""

OnFile = Callable[[Theme], Mapping[str, Record]]
"""What is on file of the stocks of a theme, by symbol."""


def nobody_looked(_theme: Theme) -> Mapping[str, Record]:
    """Say that nothing is on file."""
    return {}


def evening_key(
    matrix: UniverseMatrix,
    membership: Membership,
    day: date,
    *,
    special: Collection[str] = frozenset(),
    filed: str = "",
) -> str:
    """
    Hash of everything that an evening is made from, so that the same is not made twice.

    Parameters
    ----------
    matrix : UniverseMatrix
        Only the rows that a scan of `day` reads count: later sessions change nothing.
    membership : Membership
    day : date
    special : collection of str
    filed : str
        Hash of what is on file.
    """
    found = hashlib.sha256()
    row = matrix.row(day)
    facts = [
        *(FORMAT, __version__, SPANS, DRAWS, LISTS, SEED, CLOSELY, SPLITS_KEPT),
        *(matrix.symbols, matrix.boards, day.isoformat(), membership.listed_on.isoformat()),
        *([[theme.name, theme.source] for theme in membership.themes], sorted(special), filed),
    ]
    found.update(json.dumps(facts).encode())
    if row is not None:
        start = max(row - max(SPANS) - HISTORY, 0)
        closes = np.ascontiguousarray(matrix.closes[start : row + 1], dtype="<f8")
        found.update(np.datetime_as_string(matrix.days[start : row + 1]).tobytes())
        found.update(closes.tobytes())
    found.update(np.ascontiguousarray(membership.members.indptr, dtype="<i8").tobytes())
    found.update(np.ascontiguousarray(membership.members.indices, dtype="<i8").tobytes())
    return found.hexdigest()


def look(
    matrix: UniverseMatrix,
    membership: Membership,
    day: date,
    *,
    special: Collection[str] = frozenset(),
    on_file: OnFile = nobody_looked,
    key: str = "",
) -> KeptEvening:
    """
    Scan an evening, rank it span by span, and look closely at what surfaced.

    Parameters
    ----------
    matrix : UniverseMatrix
        Rows after `day` are not read.
    membership : Membership
    day : date
    special : collection of str
        Symbols under special treatment.
    on_file : callable
        What was public on the evening.
    key : str
        As made by `evening_key`.

    Raises
    ------
    InputError
        As `dashboard.radar.scan.scan` does.
    """
    evening = scan(matrix, membership, day, SPANS, special=special)
    sections = {span: cross_section(matrix, day, span, special=special) for span in evening.spans}
    ranked = {span: standings(evening, membership, span) for span in evening.spans}
    closely = {(each.span, each.theme) for each in _closely(evening, ranked)}
    same = others(membership)
    entries: list[Entry] = []
    for span, found in ranked.items():
        ways = paths(matrix, sections[span], membership, np.arange(len(evening.themes)))
        for each in [*found, *_without_score(evening, found, span)]:
            detail = None
            if (span, each.theme) in closely:
                records = on_file(each.theme)
                detail = _detail(sections[span], membership, each.theme, records)
            found_in = same.get(each.theme, ())
            entries.append(_entry(evening, each, ways[each.row].tolist(), detail, found_in))
    return KeptEvening(
        day=day,
        listed_on=evening.listed_on,
        mode=evening.mode,
        spans=evening.spans,
        bases=evening.bases,
        n_stocks=evening.n_stocks,
        markets=evening.markets,
        n_themes=len(evening.themes),
        draws=evening.draws,
        lists=evening.lists,
        seed=evening.seed,
        key=key,
        made=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        entries=tuple(entries),
    )


def _closely(evening: Evening, ranked: Mapping[int, Sequence[Standing]]) -> list[Standing]:
    """What stands out, span by span, and the next ones: fifty at most, the rarest first."""
    found = []
    for each in ranked.values():
        heads = [standing for standing in each if standing.under is None]
        found += [s for at, s in enumerate(heads) if s.stands_out or at < CLOSELY]
    scores = evening.numbers.score
    return sorted(found, key=lambda s: (not s.stands_out, -scores[s.row, s.column]))[:MOST]


def _without_score(evening: Evening, found: Sequence[Standing], span: int) -> list[Standing]:
    """Themes that are in no list for want of members with a return: they are kept all the same."""
    known = {standing.theme for standing in found}
    column = evening.column(span)
    return [
        Standing(theme, row, column, span, 0, None, (), stands_out=False)
        for row, theme in enumerate(evening.themes)
        if theme not in known
    ]


def _entry(
    evening: Evening,
    standing: Standing,
    path: Sequence[float],
    detail: Detail | None,
    found_in: tuple[Other, ...],
) -> Entry:
    at = (standing.row, standing.column)
    numbers: dict[str, Any] = {
        name: int(getattr(evening.numbers, name)[at]) for name in COUNTS if name != "listed"
    }
    numbers |= {name: float(getattr(evening.numbers, name)[at]) for name in NUMBERS}
    return Entry(
        theme=standing.theme,
        span=standing.span,
        rank=standing.rank,
        under=standing.under,
        folded=standing.folded,
        stands_out=standing.stands_out,
        listed=int(evening.listed[standing.row]),
        **numbers,
        path=tuple(path),
        detail=detail,
        others=found_in,
    )


def _detail(
    section: CrossSection,
    membership: Membership,
    theme: Theme,
    records: Mapping[str, Record],
) -> Detail:
    found = members(section, membership, theme)
    order = np.argsort(-np.nan_to_num(found.returns, nan=-np.inf), kind="stable")
    kept = tuple(
        KeptMember(
            found.symbols[at],
            float(found.returns[at]),
            float(found.matched[at]),
            bool(found.movers[at]),
            bool(found.locked[at]),
            int(found.limit_days[at]),
            records.get(found.symbols[at], Record()),
        )
        for at in order
    )
    tried = splits(section, membership, theme)
    if isinstance(tried, Undefined):
        return Detail(kept, unsplit=Message.of(tried.template, **tried.values))
    return Detail(kept, tried.splits[:SPLITS_KEPT], tried.tried, tried.distinct, tried.attainable)


def filed_hash(records: Mapping[str, Mapping[str, Record]]) -> str:
    """Hash of what is on file, theme by theme."""
    plain = {
        theme: {symbol: asdict(record) for symbol, record in sorted(of.items())}
        for theme, of in sorted(records.items())
    }
    return hashlib.sha256(json.dumps(plain).encode()).hexdigest() if plain else ""
