"""What the pages ask of editions; nothing of them is imported before somebody asks."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from dashboard.access import history
from dashboard.cases.folders import find_case, own_directory
from dashboard.cases.marks import MARKS
from dashboard.cases.whereabouts import former_names
from dashboard.language.language import Language
from dashboard.settings.loading import load_settings
from dashboard.ui import data, people_view
from dashboard.ui.state import View

if TYPE_CHECKING:
    from pathlib import Path

    from dashboard.editions.diff import EditionDiff
    from dashboard.editions.folder import Edition
    from dashboard.editions.opening import OpenedEdition


def listed(slug: str) -> tuple[Edition, ...]:
    """Editions of a case, newest first; those from before it was renamed are among them."""
    from dashboard.editions import editions  # noqa: PLC0415

    folder = load_settings().editions
    found = [each for name in names_of(slug) for each in editions.list_editions(folder, name)]
    return tuple(sorted(found, key=lambda each: (each.made.at, each.id), reverse=True))


def public(slug: str) -> tuple[Edition, ...]:
    """Editions of a case that anybody may see, newest first: none that was frozen as a draft."""
    return tuple(each for each in listed(slug) if f"case/{MARKS}" not in each.manifest.files)


def arrived(edition: Edition) -> datetime:
    """When an edition came here, which is later than it was made where it was imported."""
    try:
        return datetime.fromtimestamp((edition.path / "manifest.json").stat().st_mtime, UTC)
    except OSError:  # gone meanwhile
        return datetime.fromtimestamp(0, UTC)


def names_of(slug: str) -> tuple[str, ...]:
    """Slugs of a case: its own, then those that it had."""
    return (slug, *former_names(own_directory(), slug))


def unreadable(slug: str) -> tuple[Path, ...]:
    """Folders of a case that bear the name of an edition and hold none."""
    from dashboard.editions import editions  # noqa: PLC0415

    return editions.unreadable(load_settings().editions, slug)


def newer(opened: OpenedEdition) -> Edition | None:
    """Newest edition of the same case, when it was frozen after this one."""
    found = listed(opened.folder.case.slug)
    later = [each for each in found if each.made.at > opened.edition.made.at]
    return later[0] if later else None


def writable() -> bool:
    """Whether an edition could be written."""
    from dashboard.editions import editions  # noqa: PLC0415

    return editions.can_write(load_settings().editions)


def refusal(t: Language) -> str:
    """Why this reader can freeze nothing here; empty when they can."""
    if not people_view.may_edit():
        return people_view.editors_only(t)
    if writable():
        return ""
    return t(
        "The folder of the editions cannot be written, so nothing can be frozen here; the "
        "setting “editions” names another."
    )


def freeze(view: View, by: str, note: str) -> Edition:
    """
    Freeze what the reader looks at.

    Raises
    ------
    DashboardError
        If this reader may not, or it cannot be computed, read again, or written.
    """
    from dashboard.editions import editions  # noqa: PLC0415
    from dashboard.store.store import Store  # noqa: PLC0415

    people_view.refuse_readers()
    settings = load_settings()
    made = editions.freeze(
        data.trial(view.whole, view.window, view.benchmark, view.listed),
        source=find_case(view.case.slug),
        store=Store(settings.store),
        editions=settings.editions,
        by=by,
        note=note,
    )
    if made.is_new:
        who = people_view.who()
        history.record(settings.store, view.case.slug, who, "edition-frozen", {"edition": made.id})
    return made


def packed(edition: Edition) -> bytes:
    """Zip of an edition; empty when a file of it is gone or changed."""
    from dashboard.editions import editions  # noqa: PLC0415
    from dashboard.errors import EditionError  # noqa: PLC0415

    try:
        return editions.edition_zip(edition)
    except (EditionError, OSError):
        # A download cannot show a sentence; opening the edition does.
        return b""


def compared(before: str, after: str) -> EditionDiff:
    """
    What changed from one edition to another, by their ids.

    Raises
    ------
    DashboardError
        If one of them cannot be opened.
    """
    from dashboard.editions import editions  # noqa: PLC0415

    one, other = data.edition(before), data.edition(after)
    return data.computed("edition diff", (before, after), lambda: editions.compare(one, other))
