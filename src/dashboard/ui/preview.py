"""The picture of a case for whoever unfolds its link: which there is, and the ones kept.

It shows what anybody may see who opens the page: no draft, nothing that was put away, nothing
at all where readers log in.  It is of the case over its own window, whatever a link says.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from dashboard import __version__
from dashboard.analysis.cards.card import Card, card_of
from dashboard.analysis.cards.glance import glance
from dashboard.case import Case, Text
from dashboard.cases.entries import entry_of
from dashboard.cases.folders import CaseFolder, find_case
from dashboard.cases.outline import is_slug
from dashboard.errors import DashboardError, SettingsError
from dashboard.exports.preview.drawing import preview
from dashboard.exports.preview.fonts import can_write
from dashboard.language.language import Code, Language
from dashboard.settings.loading import load_settings
from dashboard.ui import data, people_view, source_status

MOST = 64  # pictures that are kept, of up to a tenth of a megabyte each


@dataclass(frozen=True, slots=True)
class CasePicture:
    """
    A picture that can be drawn.

    Attributes
    ----------
    folder : CaseFolder
        The case on the prices that its page shows.
    code : {"en", "zh"}
    now : datetime
        Moment at which it was asked for.
    """

    folder: CaseFolder
    code: Code
    now: datetime

    @property
    def tag(self) -> str:
        """What changes when the picture does: files and prices, software, a window that closes."""
        case = self.folder.case
        closed = self.now >= data.sessions(case).close_time(case.window.last)
        parts = (self.folder.digest, __version__, self.code, str(closed))
        return hashlib.sha256("|".join(parts).encode()).hexdigest()[:32]


class Pictures:
    """Pictures of all readers, those that were asked for last; one that cannot be is None."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[str, bytes | None] = OrderedDict()
        self._lock = Lock()

    def look(self, tag: str) -> tuple[bool, bytes | None]:
        """Whether a picture is known, and the picture."""
        with self._lock:
            if tag not in self._kept:
                return False, None
            self._kept.move_to_end(tag)
            return True, self._kept[tag]

    def keep(self, tag: str, picture: bytes | None) -> None:
        """Keep a picture in place of the one that nobody has asked for longest."""
        with self._lock:
            self._kept[tag] = picture
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)


PICTURES = Pictures()


def is_shown() -> bool:
    """Whether anything is shown to somebody who has not logged in."""
    return not people_view.login().is_on and people_view.barred() is None


def find_picture(slug: str, code: Code) -> CasePicture | None:
    """
    Picture of a case, not drawn yet; None where there is none.

    Parameters
    ----------
    slug : str
        Whatever an address says.
    code : {"en", "zh"}
    """
    if not is_slug(slug):
        return None
    try:
        folder = _priced(slug)
    except DashboardError:
        return None
    case = folder.case
    if folder.marks or case.slug != slug or not can_write(code, _said_of(case, Language(code))):
        return None
    return CasePicture(folder, code, source_status.now())


def draw_picture(found: CasePicture) -> bytes | None:
    """
    PNG of a picture, kept for the next one who asks; None where the case cannot be worked out.

    To be called by one thread at a time: it may put the case on trial.
    """
    tag = found.tag
    known, picture = PICTURES.look(tag)
    if not known:
        try:
            picture = _drawn(found)
        except DashboardError:  # the page itself says why
            picture = None
        PICTURES.keep(tag, picture)
    return picture


def preview_address(slug: str, code: Code) -> str:
    """
    Absolute address of the picture of a case; empty where the picture or the setting is missing.

    Parameters
    ----------
    slug : str
    code : {"en", "zh"}
    """
    base = public_address()
    there = base and is_shown() and find_picture(slug, code) is not None
    return f"{base}/preview/{slug}.{code}.png" if there else ""


def public_address() -> str:
    """Address of the dashboard as the settings name it; what a request says does not count."""
    try:
        return load_settings().address
    except SettingsError:
        return ""


def _priced(slug: str) -> CaseFolder:
    """Case as its page shows it first: on its own prices where it has any, else the store's."""
    own = data.kept(slug)
    if not own.market.prices.empty:
        return own
    try:
        return data.stored(slug)
    except DashboardError:
        return own


def _said_of(case: Case, t: Language) -> list[str]:
    """What of a case may stand in its picture."""
    texts: list[Text] = [case.title, case.question]
    texts += [group.title for group in case.groups]
    texts += [story.title for story in case.stories]
    return [t.pick(text) for text in texts]


def _drawn(found: CasePicture) -> bytes:
    folder, case = found.folder, found.folder.case
    entry = entry_of(folder, find_case(case.slug))
    card = _card(folder)
    return preview(glance(entry, card, found.now, has_prices=True), Language(found.code))


def _card(folder: CaseFolder) -> Card:
    """Answer and returns, from the trial that the pages keep."""
    case = folder.case
    listed, benchmark = data.listed_names(case), case.benchmarks[0].id
    trial = data.trial(folder, case.window, benchmark, listed)
    # Of a window that is not over the returns are those of another trial, which nobody keeps.
    return data.computed("preview", (folder.key, benchmark), lambda: card_of(trial))
