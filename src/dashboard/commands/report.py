"""``market-narrative report``, ``still``, ``paragraph`` and ``cite``: files and words to take away.

Imports stand inside the functions: asking for help must not wait for pandas.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from dashboard.commands.chosen import Chosen, options
from dashboard.commands.speaking import LANGUAGE, sentences, speaker
from dashboard.errors import N_, ExportError, InputError

if TYPE_CHECKING:
    from dashboard.exports.imprint import Imprint
    from dashboard.language.language import Language

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("case")
@click.option("--html", type=_FILE, default=None, help="One page with everything in it.")
@click.option("--pdf", type=_FILE, default=None, help="The same page, printed; needs a Chromium.")
@click.option("--xlsx", type=_FILE, default=None, help="A workbook with a sheet a table.")
@click.option("--json", type=_FILE, default=None, help="Every number, see docs/results.md.")
@click.option("--csv", type=_FILE, default=None, help="A zip of all tables, numbers and data.")
@click.option("--claimreview", type=_FILE, default=None, help="Claims as ClaimReview (JSON-LD).")
@click.option("--reviewer", default="", metavar="NAME", help="Who answers for the verdicts.")
@options
@LANGUAGE
def report(
    case: str,
    *,
    first: str,
    last: str,
    benchmark: str,
    prices: str | None,
    link: str,
    reviewer: str,
    language: str,
    **files: Path | None,
) -> None:
    """Write files about CASE (a slug, a folder or the id of an edition): name at least one."""
    say = speaker(language)
    wanted = {kind: path for kind, path in files.items() if path is not None}
    with sentences(say):
        if not wanted:
            raise InputError(N_("Name at least one file, for example --html report.html."))
        imprint = Chosen(case, first, last, benchmark, prices, link).imprint()
        makers = _makers(imprint, say, reviewer)
        for kind, path in wanted.items():
            _write(path, makers[kind]())
            click.echo(path)


def _makers(imprint: Imprint, say: Language, reviewer: str) -> dict[str, Callable[[], bytes]]:
    """What makes each kind of file; the page is drawn once for both of its forms."""
    from functools import cache  # noqa: PLC0415

    from dashboard.charts.theme import home_look  # noqa: PLC0415
    from dashboard.exports.archive import archive  # noqa: PLC0415
    from dashboard.exports.chromium import print_pdf  # noqa: PLC0415
    from dashboard.exports.claim_review import claim_reviews_json  # noqa: PLC0415
    from dashboard.exports.report import report_html  # noqa: PLC0415
    from dashboard.exports.results import results, results_json  # noqa: PLC0415
    from dashboard.exports.workbook import workbook  # noqa: PLC0415

    look = home_look(imprint.trial.case, say)
    page = cache(lambda: report_html(imprint, look))
    return {
        "html": lambda: page().encode(),
        "pdf": lambda: print_pdf(page()),
        "xlsx": lambda: workbook(imprint, look),
        "json": lambda: results_json(results(imprint.trial)).encode(),
        "csv": lambda: archive(imprint, look),
        "claimreview": lambda: claim_reviews_json(
            imprint, say, link=imprint.link, reviewer=reviewer
        ).encode(),
    }


@click.command()
@click.argument("case")
@click.argument("out", type=_FILE)
@click.option("--figure", required=True, metavar="NAME", help="Such as returns or build-up.")
@click.option("--format", "kind", type=click.Choice(["png", "svg"]), default="png")
@options
@LANGUAGE
def still(
    case: str,
    out: Path,
    figure: str,
    kind: Literal["png", "svg"],
    first: str,
    last: str,
    benchmark: str,
    prices: str | None,
    link: str,
    language: str,
) -> None:
    """Draw one figure of CASE into OUT, with title, source, date and link; needs a Chromium."""
    say = speaker(language)
    with sentences(say):
        from dashboard.charts.theme import home_look  # noqa: PLC0415
        from dashboard.exhibits.registry import chart  # noqa: PLC0415
        from dashboard.exports.still import compose, image  # noqa: PLC0415

        imprint = Chosen(case, first, last, benchmark, prices, link).imprint()
        look = home_look(imprint.trial.case, say)
        _write(out, image(compose(chart(imprint.trial, look, figure), imprint, look), kind))
    click.echo(out)


@click.command()
@click.argument("case")
@click.option("--figure", default="", metavar="NAME", help="One figure; by default all of them.")
@options
@LANGUAGE
def paragraph(
    case: str,
    figure: str,
    first: str,
    last: str,
    benchmark: str,
    prices: str | None,
    link: str,
    language: str,
) -> None:
    """Print the figures of CASE as paragraphs to paste, each with its window and sources."""
    say = speaker(language)
    with sentences(say):
        from dashboard.exports import paragraphs as told  # noqa: PLC0415

        imprint = Chosen(case, first, last, benchmark, prices, link).imprint()
        if figure:
            click.echo(told.paragraph(imprint, figure, say))
            return
        for name, text in told.paragraphs(imprint, say).items():
            click.echo(f"{name}\n{text}\n")


@click.command()
@click.argument("case")
@click.option("--format", "kind", type=click.Choice(["text", "bibtex", "csl"]), default="text")
@options
@LANGUAGE
def cite(
    case: str,
    kind: str,
    first: str,
    last: str,
    benchmark: str,
    prices: str | None,
    link: str,
    language: str,
) -> None:
    """Print a ready citation of CASE: text, BibTeX or CSL-JSON."""
    say = speaker(language)
    with sentences(say):
        from dashboard.exports import citation as made  # noqa: PLC0415

        imprint = Chosen(case, first, last, benchmark, prices, link).imprint()
        makers = {"text": made.citation, "bibtex": made.bibtex, "csl": made.csl_json}
        click.echo(makers[kind](imprint, say).rstrip("\n"))


COMMANDS = (report, still, paragraph, cite)


def _write(path: Path, content: bytes) -> None:
    """Put a whole file in place, or leave what was there."""
    draft = path.with_name(f".{path.name}.part")
    try:
        draft.write_bytes(content)
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise ExportError(
            N_("“{file}” cannot be written: {reason}. Name another place."),
            file=path,
            reason=error.strerror,
        ) from error
