"""``market-narrative themes list`` and ``compare``: what is on file, and where sources differ."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from dashboard.commands.language_option import in_language
from dashboard.errors import N_, InputError

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.language.language import Language
    from dashboard.market.theme_overlaps import Pair
    from dashboard.store.themes import ThemeLog

FORMAT_LIST = "themes/1"
FORMAT_COMPARE = "theme-pairs/1"
MOST = 50  # lines without --all
NAMED = 10  # members of a pair that are printed

_DAY = click.DateTime(["%Y-%m-%d"])
_BEIJING = timezone(timedelta(hours=8))


class _Stay(NamedTuple):
    source: str
    theme: str
    stock: str
    reason: str
    first: date


@click.command("list")
@click.option("--source", default="", help="Of this source only.")
@click.option("--theme", default="", help="The members of this theme, with days and reasons.")
@click.option("--day", type=_DAY, metavar="DAY", help="As listed on this day; today by default.")
@click.option("--all", "every", is_flag=True, help="Every line.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, see docs/themes.md.")
@in_language
def list_themes(
    *, source: str, theme: str, day: datetime | None, every: bool, as_json: bool, say: Language
) -> None:
    """List the themes of a day by their members, or the members of one theme."""
    from dashboard.market.theme_members import in_force  # noqa: PLC0415
    from dashboard.market.theme_names import fold  # noqa: PLC0415

    log, on = _log(), _on(day)
    rows = in_force(log.table(), on)
    if source:
        rows = rows[[fold(str(each)) == fold(source) for each in rows["source"]]]
    if theme:
        rows = rows[[fold(str(each)) == fold(theme) for each in rows["theme"]]]
    stays = _stays(rows)
    if as_json:
        click.echo(json.dumps(_object(log, stays, on), ensure_ascii=False, indent=1).encode())
        return
    lines = list(_members(stays, say) if theme else _themes(stays))
    for line in _sources(log, say):
        click.echo(line)
    _print(lines, say, every=every)
    if not lines:
        click.echo(say(N_("No theme is listed on {day}."), day=on))


@click.command()
@click.option("--theme", default="", help="Only this theme, with every member that differs.")
@click.option("--day", type=_DAY, metavar="DAY", help="As listed on this day; today by default.")
@click.option("--all", "every", is_flag=True, help="Every line.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, see docs/themes.md.")
@in_language
def compare(*, theme: str, day: datetime | None, every: bool, as_json: bool, say: Language) -> None:
    """Hold the themes of several sources side by side: who is in one list only."""
    from dashboard.market.theme_names import fold  # noqa: PLC0415
    from dashboard.market.theme_overlaps import pairs  # noqa: PLC0415

    log, on = _log(), _on(day)
    table = log.table()
    if table["source"].nunique() < 2:
        raise InputError(N_("Fewer than two sources are on file: there is nothing to compare."))
    found = pairs(table, on)
    if theme:
        found = tuple(pair for pair in found if fold(theme) in map(fold, pair.names))
    if as_json:
        told = {"format": FORMAT_COMPARE, "day": on.isoformat(), "pairs": list(map(_pair, found))}
        click.echo(json.dumps(told, ensure_ascii=False, indent=1).encode())
        return
    lines = [line for pair in found for line in _pair_lines(pair, say, every=bool(theme) or every)]
    _print(lines, say, every=every or bool(theme))
    if not lines:
        click.echo(say(N_("No theme is in two sources on {day}."), day=on))


def _log() -> ThemeLog:
    from dashboard.settings.loading import load_settings  # noqa: PLC0415
    from dashboard.store.themes import FOLDER, ThemeLog  # noqa: PLC0415

    return ThemeLog(load_settings().store / FOLDER)


def _on(day: datetime | None) -> date:
    # The lists are those of the exchange's day, wherever the machine stands.
    return day.date() if day else datetime.now(UTC).astimezone(_BEIJING).date()


def _print(lines: list[str], say: Language, *, every: bool) -> None:
    shown = lines if every else lines[:MOST]
    for line in shown:
        click.echo(line)
    if len(shown) < len(lines):
        click.echo(say(N_("… {n} more lines; --all prints them."), n=len(lines) - len(shown)))


def _sources(log: ThemeLog, say: Language) -> Iterator[str]:
    """Latest list of each source, and what is held back until somebody confirms it."""
    from dashboard.store.theme_changes import held_back  # noqa: PLC0415

    for each in log.logs():
        if each.last is not None:
            yield say(N_("{source}: latest list of {day}"), source=each.source, day=each.last)
        for theme in held_back(each):
            told = N_("held back: no member of “{theme}” was listed after {last} ({n} until then)")
            yield f"  {say(told, theme=theme.theme, last=theme.last, n=theme.members)}"


def _stays(rows: pd.DataFrame) -> list[_Stay]:
    """Rows by source, theme and stock."""
    columns = [rows[name].tolist() for name in ("source", "theme", "stock", "reason")]
    days = [each.date() for each in rows["first_seen"].tolist()]
    return sorted(
        _Stay(str(source), str(theme), str(stock), str(reason), day)
        for source, theme, stock, reason, day in zip(*columns, days, strict=True)
    )


def _themes(stays: list[_Stay]) -> Iterator[str]:
    from dashboard.cases.faults import shown  # noqa: PLC0415

    counted = Counter((stay.theme, stay.source) for stay in stays)
    for (theme, source), n in counted.most_common():
        yield f"  {n:>5}  {shown(theme)}  ({shown(source)})"


def _members(stays: list[_Stay], say: Language) -> Iterator[str]:
    from dashboard.cases.faults import shown  # noqa: PLC0415

    for stay in stays:
        since = say(N_("since {day}"), day=stay.first)
        line = f"  {stay.stock}  {shown(stay.theme)}  ({shown(stay.source)}, {since})"
        yield f"{line}  {shown(stay.reason)}" if stay.reason else line


def _pair_lines(pair: Pair, say: Language, *, every: bool) -> Iterator[str]:
    from dashboard.cases.faults import shown  # noqa: PLC0415

    names, sources = tuple(map(shown, pair.names)), tuple(map(shown, pair.sources))
    alike = "" if pair.same_name else f"  {say(N_('(put together by their members)'))}"
    one, other = (f"“{name}” {source}" for name, source in zip(names, sources, strict=True))
    yield f"{say.percent(pair.overlap, 0, sign=False)}  {one} / {other}{alike}"
    yield f"      {say(N_('in both: {n}'), n=len(pair.both))}"
    for source, only in zip(sources, pair.only, strict=True):
        if not only:
            continue
        named = only if every else only[:NAMED]
        more = "" if len(named) == len(only) else " …"
        told = N_("in {source} only: {n}")
        yield f"      {say(told, source=source, n=len(only))}  {' '.join(named)}{more}"


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "sources": list(pair.sources),
        "names": list(pair.names),
        "overlap": round(pair.overlap, 4),
        "same_name": pair.same_name,
        "both": list(pair.both),
        "only": [list(each) for each in pair.only],
    }


def _object(log: ThemeLog, stays: list[_Stay], on: date) -> dict[str, Any]:
    from dashboard.store.theme_changes import held_back  # noqa: PLC0415

    grouped = groupby(stays, key=lambda stay: (stay.source, stay.theme))
    return {
        "format": FORMAT_LIST,
        "day": on.isoformat(),
        "sources": [
            {
                "source": each.source,
                "last": each.last.isoformat() if each.last else None,
                "held_back": [theme.theme for theme in held_back(each)],
            }
            for each in log.logs()
        ],
        "themes": [
            {"theme": theme, "source": source, "members": list(map(_member, members))}
            for (source, theme), members in grouped
        ],
    }


def _member(stay: _Stay) -> dict[str, str]:
    return {
        "stock": stay.stock,
        "reason": stay.reason,
        "first_seen": stay.first.isoformat(),
    }
