"""``market-narrative report``, ``still``, ``paragraph`` and ``cite``: files and words to take away.

Imports stand inside the functions: asking for help must not wait for pandas.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from dashboard.commands.case_options import LINK, CaseChoice, case_options
from dashboard.commands.language_option import in_language
from dashboard.errors import N_, ExportError, InputError
from dashboard.files import replacing

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
@case_options
@LINK
@in_language
def report(chosen: CaseChoice, *, reviewer: str, say: Language, **files: Path | None) -> None:
    """Write files about CASE (a slug, a folder or the id of an edition): name at least one."""
    wanted = {kind: path for kind, path in files.items() if path is not None}
    if not wanted:
        raise InputError(N_("Name at least one file, for example --html report.html."))
    makers = _makers(chosen.imprint(), say, reviewer)
    for kind, path in wanted.items():
        _write(path, makers[kind]())
        click.echo(path)


def _makers(imprint: Imprint, say: Language, reviewer: str) -> dict[str, Callable[[], bytes]]:
    """What makes each kind of file; the page is drawn once for both of its forms."""
    from functools import cache  # noqa: PLC0415

    from dashboard.charts.theme import home_look  # noqa: PLC0415
    from dashboard.exports.archive import archive  # noqa: PLC0415
    from dashboard.exports.chromium import needed_chromium, print_pdf  # noqa: PLC0415
    from dashboard.exports.claim_review import claim_reviews_json  # noqa: PLC0415
    from dashboard.exports.report import report_html  # noqa: PLC0415
    from dashboard.exports.results import results, results_json  # noqa: PLC0415
    from dashboard.exports.workbook import workbook  # noqa: PLC0415

    look = home_look(imprint.trial.case, say)
    page = cache(lambda: report_html(imprint, look))

    def pdf() -> bytes:
        needed_chromium()  # refused before the page is drawn for nothing
        return print_pdf(page())

    return {
        "html": lambda: page().encode(),
        "pdf": pdf,
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
@click.option(
    "--figure",
    required=True,
    metavar="NAME",
    help="Such as returns or build-up; a wrong one lists all.",
)
@click.option("--format", "kind", type=click.Choice(["png", "svg"]), default="png")
@case_options
@LINK
@in_language
def still(
    chosen: CaseChoice, *, out: Path, figure: str, kind: Literal["png", "svg"], say: Language
) -> None:
    """Draw one figure of CASE into OUT, with title, source, date, link."""
    from dashboard.charts.theme import home_look  # noqa: PLC0415
    from dashboard.exhibits.registry import chart  # noqa: PLC0415
    from dashboard.exports.still import compose, image  # noqa: PLC0415

    imprint = chosen.imprint()
    look = home_look(imprint.trial.case, say)
    _write(out, image(compose(chart(imprint.trial, look, figure), imprint, look), kind))
    click.echo(out)


@click.command()
@click.argument("case")
@click.option("--figure", default="", metavar="NAME", help="One figure; by default all of them.")
@case_options
@LINK
@in_language
def paragraph(chosen: CaseChoice, *, figure: str, say: Language) -> None:
    """Print the figures of CASE as paragraphs to paste, each with its window and sources."""
    from dashboard.exports import paragraphs as told  # noqa: PLC0415

    imprint = chosen.imprint()
    if figure:
        click.echo(told.paragraph(imprint, figure, say))
        return
    for name, text in told.paragraphs(imprint, say).items():
        click.echo(f"{name}\n{text}\n")


@click.command()
@click.argument("case")
@click.option("--format", "kind", type=click.Choice(["text", "bibtex", "csl"]), default="text")
@case_options
@LINK
@in_language
def cite(chosen: CaseChoice, *, kind: str, say: Language) -> None:
    """Print a ready citation of CASE: text, BibTeX or CSL-JSON."""
    from dashboard.exports import citation as made  # noqa: PLC0415

    makers = {"text": made.citation, "bibtex": made.bibtex, "csl": made.csl_json}
    click.echo(makers[kind](chosen.imprint(), say).rstrip("\n"))


COMMANDS = (report, still, paragraph, cite)


def _write(path: Path, content: bytes) -> None:
    """Put a whole file in place, or leave what was there."""
    try:
        with replacing(path) as draft:
            draft.write_bytes(content)
    except OSError as error:
        raise ExportError(
            N_("“{file}” cannot be written: {reason}. Name another place."),
            file=path,
            reason=error.strerror,
        ) from error
