"""``market-narrative claim``: a sentence held against the prices of a case."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from dashboard.commands.case_options import CaseChoice, case_options
from dashboard.commands.language_option import in_language

if TYPE_CHECKING:
    from dashboard.analysis.trial import Trial
    from dashboard.analysis.typed_claims.refusals import RefusedClaimError
    from dashboard.analysis.typed_claims.typed import TypedClaim
    from dashboard.errors import DashboardError
    from dashboard.language.language import Language


@click.command()
@click.argument("case")
@click.argument("text", metavar="TEXT")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, see docs/typed-claims.md.")
@case_options
@in_language
def claim(chosen: CaseChoice, *, text: str, as_json: bool, say: Language) -> None:
    """
    Check TEXT, a sentence in English or Chinese, against the prices of CASE (a slug or a folder).

    Says first how the sentence was read.  A word that is not understood is named, never
    skipped; then there is no verdict.
    """
    from dashboard.errors import DashboardError  # noqa: PLC0415 - help needs no pandas

    trial = chosen.trial()
    try:
        found = _checked(text, trial)
    except DashboardError as error:
        if as_json:
            click.echo(json.dumps(_refused(error), ensure_ascii=False, indent=2).encode())
        click.echo(say.error(error), err=as_json)
        return
    if as_json:
        click.echo(json.dumps(_answered(found, say), ensure_ascii=False, indent=2).encode())
        return
    for sentence in _sentences(found, say):
        click.echo(sentence)


def _checked(text: str, trial: Trial) -> TypedClaim:
    from dataclasses import replace  # noqa: PLC0415

    from dashboard.analysis.typed_claims.outside import Outside, answer_typed  # noqa: PLC0415
    from dashboard.settings.loading import load_settings  # noqa: PLC0415
    from dashboard.store.listing_file import known_listing  # noqa: PLC0415
    from dashboard.store.store import Store  # noqa: PLC0415

    settings = load_settings()
    order = settings.sources_for(trial.case.calendar)
    outside = Outside(lambda: known_listing(settings.store), Store(settings.store), order)
    # Open ends are those of the window that was asked for.
    content = replace(trial.folder, case=replace(trial.case, window=trial.window))
    found, _ = answer_typed(text, content, trial.sessions, outside)
    return found


def _sentences(found: TypedClaim, say: Language) -> list[str]:
    from dashboard.analysis.claims import verdict_words  # noqa: PLC0415

    read, *more = found.understood
    word = verdict_words.VERDICTS[found.result.verdict]
    messages = (read, found.result.sentence, *more, *found.result.remarks)
    return [f"{word.mark} {say(word.text)}", *(verdict_words.say(each, say) for each in messages)]


def _answered(found: TypedClaim, say: Language) -> dict[str, object]:
    from dashboard.analysis.claims import verdict_words  # noqa: PLC0415

    result = found.result
    return {
        "verdict": result.verdict,
        "subject": found.subject.id,
        "first": found.window.first.isoformat(),
        "last": found.window.last.isoformat(),
        "base": found.base.isoformat(),
        "stated": result.stated,
        "computed": result.computed,
        "understood": [verdict_words.say(each, say) for each in found.understood],
        "refused": [],
    }


def _refused(error: DashboardError | RefusedClaimError) -> dict[str, object]:
    nothing = dict.fromkeys(("verdict", "subject", "first", "last", "base", "stated", "computed"))
    return {**nothing, "understood": [], "refused": list(getattr(error, "refused", ()))}
