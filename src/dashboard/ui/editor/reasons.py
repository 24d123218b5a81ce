"""Why a story moved: from the changes, and from what the as-of rule makes of their rows."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.analysis.stories.grading import Cell, Publication
from dashboard.analysis.trial import Trial
from dashboard.errors import NotFoundError
from dashboard.language.language import Language
from dashboard.ui.editor.steps import FORMS, TABLE_TITLES, row_number, value_said
from dashboard.ui.editor.workplace import Workplace

MOST = 4  # sentences; what is left is counted
_DATES = ("precision", "published", "timezone", "via_published", "period")
"""Columns that say when a row became public, the most telling first."""


def why(desk: Workplace, saved: Trial, now: Trial, moved: list[str], t: Language) -> list[str]:
    """
    Sentences on why stories moved, no stronger than what was worked out.

    Parameters
    ----------
    desk : Workplace
    saved, now : Trial
        As saved, and with the changes that can be read.
    moved : list of str
        Stories whose rank fit is another.
    t : Language
    """
    told = list(dict.fromkeys([*_settings(saved, now, t), *_of_rows(desk, saved, now, moved, t)]))
    if len(told) > MOST:
        rest = len(told) - MOST
        told = [
            *told[:MOST],
            t.plural("{n} more difference counts too.", "{n} more differences count too.", rest),
        ]
    return told


def _settings(saved: Trial, now: Trial, t: Language) -> Iterator[str]:
    """What changes every story at once: the window, the stocks, the benchmark."""
    if saved.window != now.window:
        yield t(
            "The window is now {first} to {last}, and with it every return.",
            first=t.long_day(now.window.first),
            last=t.long_day(now.window.last),
        )
    gone = [each for each in saved.case.stocks if each.symbol not in now.case.symbols]
    come = [each for each in now.case.stocks if each.symbol not in saved.case.symbols]
    if come:
        names = t.listing([t.name(each) for each in come])
        yield t("{names} came in: {n} stocks are ranked.", names=names, n=len(now.case.stocks))
    if gone:
        names = t.listing([t.name(each) for each in gone])
        yield t("{names} went out: {n} stocks are ranked.", names=names, n=len(now.case.stocks))
    if saved.case.estimation != now.case.estimation or saved.benchmark != now.benchmark:
        yield t("What the market is held against was changed: estimation or benchmark.")
    for story in now.case.stories:
        before = next((each for each in saved.case.stories if each.id == story.id), None)
        if before is not None and before.expects != story.expects:
            yield t("“{story}” now expects the other direction.", story=t.pick(story.title))


def _of_rows(
    desk: Workplace, saved: Trial, now: Trial, moved: list[str], t: Language
) -> Iterator[str]:
    for story in moved:
        for stock in now.case.stocks:
            before, after = _cell(saved, stock.symbol, story), _cell(now, stock.symbol, story)
            if after is None or (before is not None and _counts(before) == _counts(after)):
                continue
            reason = _of_dates(desk, saved, now, before, after, t)
            yield t.sentences([_counted(t.name(stock), before, after, t), *reason])
        yield from _assessed(saved, now, story, t)


def _cell(trial: Trial, stock: str, story: str) -> Cell | None:
    try:
        return trial.exposure.cell(stock, story)
    except NotFoundError:
        return None


def _counts(cell: Cell) -> tuple[int | None, str]:
    return cell.ordinal, cell.state if cell.ordinal is None else ""


def _counted(name: str, before: Cell | None, after: Cell, t: Language) -> str:
    old = None if before is None else before.ordinal
    if after.ordinal is None:
        if after.state == "after-window":
            return t("{stock} has only rows after the window now, and is not assessed.", stock=name)
        return t("{stock} is not assessed any more.", stock=name)
    if old is None:
        return t("{stock} now counts {n}; it was not assessed.", stock=name, n=after.ordinal)
    return t("{stock} now counts {n}, not {before}.", stock=name, n=after.ordinal, before=old)


def _of_dates(
    desk: Workplace, saved: Trial, now: Trial, before: Cell | None, after: Cell, t: Language
) -> Iterator[str]:
    """What the as-of rule makes of changed dates of the cell's rows."""
    held = {row.id: row for row in (*after.evidence, *after.late)}
    for change in sorted(desk.changes, key=lambda each: _rank(each.column)):
        if change.table != "evidence" or change.kind != "cell" or change.column not in _DATES:
            continue
        name = desk.sheets.cell("evidence", change.key, "id").strip()
        if name not in held or before is None:
            continue
        was, is_now = _publication(saved, change.key), _publication(now, name)
        if was is None or is_now is None or was.public_before_close == is_now.public_before_close:
            continue
        yield _dated(desk, change.key, change.column, (change.before, change.after), is_now, t)
        return


def _rank(column: str) -> int:
    return _DATES.index(column) if column in _DATES else len(_DATES)


def _publication(trial: Trial, evidence: str) -> Publication | None:
    try:
        return trial.exposure.publication(evidence)
    except NotFoundError:
        return None


def _dated(
    desk: Workplace, key: str, column: str, values: tuple[str, str], found: Publication, t: Language
) -> str:
    before, after = (
        value_said(desk.sheets, "evidence", column, value, t) or t("(empty)") for value in values
    )
    told = {
        "after": after,
        "before": before,
        "n": row_number(desk.sheets, "evidence", key),
        "when": _when(found, t),
    }
    if found.public_before_close:
        return t(
            "“{after}” has row {n} public by {when}, before the window’s last close, so it counts; "
            "“{before}” kept it out.",
            **told,
        )
    return t(
        "“{after}” cannot have row {n} public before {when}, which is after the window’s last "
        "close, so it counts no more; “{before}” let it in.",
        **told,
    )


def _when(found: Publication, t: Language) -> str:
    latest = found.latest
    return t("{day}, {time}", day=t.long_day(latest), time=f"{latest:%H:%M}")


def _assessed(saved: Trial, now: Trial, story: str, t: Language) -> Iterator[str]:
    try:
        before = len(saved.exposure.summary(story).not_assessed)
        after = len(now.exposure.summary(story).not_assessed)
    except NotFoundError:
        return
    if before != after:
        yield t.plural(
            "{count} stock, not {before}, is now not assessed for “{story}”.",
            "{count} stocks, not {before}, are now not assessed for “{story}”.",
            after,
            count=_capital(t.spelled(after), t),
            before=t.spelled(before),
            story=t.pick(now.case.story(story).title),
        )


def _capital(text: str, t: Language) -> str:
    return text[:1].upper() + text[1:] if t.code == "en" else text


def left_out(desk: Workplace, t: Language) -> list[str]:
    """Sentences on what the trial leaves out, because it cannot be read."""
    told: dict[str, None] = {}
    for fault in desk.judged.faults:
        n = row_number(desk.sheets, fault.table, fault.key) if fault.table else None
        saved = desk.saved_cell(fault.table, fault.key, fault.column) if fault.table else None
        where = t(TABLE_TITLES[fault.table]) if fault.table else fault.fault.file
        if fault.table in FORMS or n is None:
            told[t("“{table}” stands in as saved until it can be read.", table=where)] = None
        elif saved is None:
            told[
                t("{table}: row {n} is left out of this until it can be read.", table=where, n=n)
            ] = None
        elif saved and fault.column:
            told[
                t(
                    "{table}: row {n} is left out of this until it can be read, {saved} stands in.",
                    table=where,
                    n=n,
                    saved=value_said(desk.sheets, fault.table, fault.column, saved, t),
                )
            ] = None
        else:
            told[
                t("{table}: row {n} stands in as saved until it can be read.", table=where, n=n)
            ] = None
    return list(told)[:MOST]
