"""``market-narrative due``: cases that should be looked at again, and why."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from dashboard.commands.language_option import in_language
from dashboard.errors import N_

if TYPE_CHECKING:
    from dashboard.cases.due import DueCase
    from dashboard.language.language import Language

DUE = 3  # exit code: something should be looked at again


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object, see docs/cases.md.")
@click.option(
    "--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="As of another day than today."
)
@in_language
def due(*, as_json: bool, day: datetime | None, say: Language) -> None:
    """
    List the cases that should be looked at again: review, closed window, draft, old prices.

    \b
    Exit codes: 0 nothing is due; 1 it could not be said; 2 wrong options; 3 something is.
    """  # noqa: D301 - \b keeps click from filling the paragraph
    from dashboard.cases.due import due as found  # noqa: PLC0415 - help needs no pandas
    from dashboard.cases.due import prices_read  # noqa: PLC0415
    from dashboard.cases.listing import list_cases  # noqa: PLC0415
    from dashboard.settings.loading import load_settings  # noqa: PLC0415

    today = (day or datetime.now(UTC)).date()
    cases = found(list_cases(), today, prices_read(load_settings().store))
    if as_json:
        block = {"on": today.isoformat(), "cases": [_block(case) for case in cases]}
        click.echo(json.dumps(block, ensure_ascii=False, indent=1).encode())
    else:
        for case in cases:
            told = say.sentences([say.say(reason.message) for reason in case.reasons])
            click.echo(f"{case.entry.slug}  {say.pick(case.entry.title)}  {told}")
        if not cases:
            click.echo(say(N_("Nothing has to be looked at again.")), err=True)
    if cases:
        sys.exit(DUE)


def _block(case: DueCase) -> dict[str, Any]:
    from dashboard.language.language import Language  # noqa: PLC0415

    both = (Language("en"), Language("zh"))
    return {
        "slug": case.entry.slug,
        "title": {"en": case.entry.title.en, "zh": case.entry.title.zh},
        "reasons": [
            {
                "kind": reason.kind,
                "since": None if reason.since is None else reason.since.isoformat(),
                "sentence": {t.code: t.say(reason.message) for t in both},
            }
            for reason in case.reasons
        ],
    }
