"""What commands share: the language option, and errors as one sentence."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from dashboard.errors import DashboardError

if TYPE_CHECKING:
    from dashboard.language.language import Language

LANGUAGE = click.option(
    "--language",
    type=click.Choice(["en", "zh"]),
    default="en",
    show_default=True,
    help="Language of the messages.",
)


def speaker(code: str) -> Language:
    """Language of that code, imported only when something is to be said."""
    from dashboard.language.language import language  # noqa: PLC0415

    return language(code)


@contextlib.contextmanager
def sentences(say: Language) -> Iterator[None]:
    """Show what a reader can mend as one sentence; anything else stays a traceback."""
    try:
        yield
    except DashboardError as error:
        raise click.ClickException(say.error(error)) from error
