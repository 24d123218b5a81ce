"""What every command speaks: the reader's language, and errors as one sentence."""

from __future__ import annotations

import errno
from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from dashboard.errors import N_, DashboardError

_FULL = (errno.ENOSPC, errno.EIO, errno.EFBIG, errno.EDQUOT)


def in_language(command: Callable[..., None]) -> Callable[..., None]:
    """
    Give a command the language asked for as `say`.

    What a reader can mend ends the command with one sentence; anything else stays a
    traceback.
    """

    @click.option(
        "--language",
        type=click.Choice(["en", "zh"]),
        default="en",
        show_default=True,
        help="Language of the messages.",
    )
    @wraps(command)
    def speaking(*given: Any, language: str, **options: Any) -> None:
        from dashboard.language import language as languages  # noqa: PLC0415 - help needs none

        say = languages.language(language)
        try:
            command(*given, say=say, **options)
        except DashboardError as error:
            raise click.ClickException(say.error(error)) from error
        except OSError as error:
            if error.errno not in _FULL:  # a closed pipe among them, which click knows
                raise
            told = say(N_("The output could not be written ({reason})."), reason=error.strerror)
            raise click.ClickException(told) from error

    return speaking
