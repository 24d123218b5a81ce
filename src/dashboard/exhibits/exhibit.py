"""What a figure is: described once, and made for one reader when somebody asks.

An `Exhibit` stands in the registry.  Pages draw it, frames and share lists pick it,
reports, stills, table archives, workbooks and paragraphs walk it; none of them knows
more of a figure than what stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, TypeAlias

import plotly.graph_objects as go
from markupsafe import Markup

from dashboard.analysis.claims.results import ClaimResult
from dashboard.analysis.trial import Trial
from dashboard.cases.driver_shelf import DriverShelf
from dashboard.charts.marks import Mark
from dashboard.charts.theme import Look
from dashboard.html.elements import Child
from dashboard.html.links import Links
from dashboard.language.columns import Table
from dashboard.language.language import Language
from dashboard.market.prices import PriceNote

PageName = Literal["story", "prices", "timeline", "exposure", "robustness", "claims", "data"]


@dataclass(frozen=True, slots=True)
class Reader:
    """
    For whom a figure is made.

    Attributes
    ----------
    look : Look
        Language, theme, colours and width.
    stock : str
        Highlighted symbol, or empty.
    choices : tuple of (str, str)
        What the controls of the figure are set to, by name; a control that is not
        named is at its first choice.
    links : Links
        Where cross references lead.
    badge : callable or None
        What stands beside a claim that prices decide.
    in_file : bool
        Made for a file: nothing in it opens.
    drivers : DriverShelf
        Series of the store that may be drawn beside the case; none in a file.
    """

    look: Look
    stock: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    links: Links = field(default_factory=Links)
    badge: Callable[[ClaimResult], Child] | None = None
    in_file: bool = False
    drivers: DriverShelf = field(default_factory=DriverShelf)

    @property
    def t(self) -> Language:
        """The reader's language."""
        return self.look.language

    def choice(self, name: str) -> str:
        """What a control is set to; empty when nobody touched it."""
        return dict(self.choices).get(name, "")


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """
    One figure as a reader sees it.

    Attributes
    ----------
    title, note : str
        Finding or question; what is drawn.
    alt : str
        The figure in words, for those who cannot see it.
    plot : callable or None
        Draws the chart.
    body : callable or None
        Makes the HTML of a figure that is no chart.
    table : callable or None
        The table of exactly what is shown.
    days : sequence of date
        Sessions of a time axis: the events on it are listed in words below the chart.
    listed_on_page : bool
        The page lists the events in a figure of its own, not below this one.
    of_prices : bool
        Made from prices: how closely two sources agree on them stands below.
    note_of_prices : PriceNote or None
        Where its prices come from, when they are not those of the trial.
    marks : tuple of Mark
        What stands in the chart and can be opened under it, in the order of a list.
    options : hashable
        What of the reader's choices it depends on.
    """

    title: str
    note: str = ""
    alt: str = ""
    plot: Callable[[], go.Figure] | None = None
    body: Callable[[], Markup] | None = None
    table: Callable[[], Table[Any]] | None = None
    days: tuple[date, ...] = ()
    listed_on_page: bool = False
    of_prices: bool = True
    note_of_prices: PriceNote | None = None
    marks: tuple[Mark, ...] = ()
    options: Hashable = ()

    def draw(self) -> go.Figure:
        """Chart of a figure that is one."""
        if self.plot is None:
            raise TypeError("this figure is no chart")
        return self.plot()


@dataclass(frozen=True, slots=True)
class Absent:
    """A figure that this case, window or benchmark does not have: its question, and why."""

    title: str
    reason: str


Made: TypeAlias = Figure | Absent | None
"""None for a figure that nobody would look for, such as a group of a case without groups."""


@dataclass(frozen=True, slots=True, eq=False)
class NumbersOf:
    """
    A table of all numbers behind a figure, for files.

    Attributes
    ----------
    name : str
        Of its download: short, lower case, the same in every language.
    title : str
        What it holds; a catalogue key.
    make : callable
        Makes it; None for a case that has nothing for it.
    """

    name: str
    title: str
    make: Callable[[Trial, Look], Table[Any] | None]


@dataclass(frozen=True, slots=True, eq=False)
class Control:
    """
    A choice that a reader has on one figure, kept in the link.

    Attributes
    ----------
    name : str
        Parameter of the link.
    label : str
        Catalogue key.
    choices : callable
        Values with their labels in the reader's language, the default first; an empty
        mapping where there is nothing to choose.
    width : int
        Pixels.
    most : int
        How many may be chosen at once; the link has several separated by commas, and none
        where none is.
    """

    name: str
    label: str
    choices: Callable[[Trial, Reader], Mapping[str, str]]
    width: int = 220
    most: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Exhibit:
    """
    One figure of the pages.

    Attributes
    ----------
    name : str
        As links, downloads and stills call it.
    label : str
        What lists call it (its title is a finding, and costs the numbers behind it); a
        catalogue key.
    make : callable
        Makes it for a reader.
    finding : callable or None
        Sentences of its paragraph; empty where this case has none, None for a figure
        that has no paragraph.
    aside : callable or None
        What a reader's own choices on the page add to that paragraph; empty for nothing.
    numbers : tuple of NumbersOf
        Its tables in files.
    is_chart : bool
        Drawn by Plotly: it can be saved as a still.
    in_files : bool
        Stands in reports and stills too; else it depends on a choice made on the page.
    compares_groups : bool
        Groups picked with hindsight are said in its paragraph.
    controls : tuple of Control
        Choices of its own; a change redraws this figure alone.
    filters : bool
        They leave something out: one button drops them all.
    waits : callable or None
        Whether it takes a moment to work out: then it is drawn when the rest of its page
        stands.
    share : int
        Of the page's width, beside the neighbours that have one too; 0 for all of it.
    anchor : str
        Fragment of its address; its name where none is given.
    """

    name: str
    label: str
    make: Callable[[Trial, Reader], Made]
    finding: Callable[[Trial, Language], Iterable[str]] | None = None
    numbers: tuple[NumbersOf, ...] = ()
    is_chart: bool = False
    in_files: bool = True
    compares_groups: bool = False
    controls: tuple[Control, ...] = ()
    filters: bool = False
    waits: Callable[[Trial], bool] | None = None
    share: int = 0
    anchor: str = ""
    aside: Callable[[Trial, Reader], str] | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """
    Head of a page.

    Attributes
    ----------
    title : str
        A finding or a question.
    standfirst : str
        A few sentences; those a report opens the page's part with.
    remark, question : str
        A grey line below, and the question that the title answers.
    folded : tuple of str or None
        Label and text of what a reader may unfold below the standfirst.
    """

    title: str
    standfirst: str | Markup = ""
    remark: str = ""
    question: str = ""
    folded: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """
    One page: its name, its title (a catalogue key), its head, its figures in order.

    Attributes
    ----------
    name : str
    title : str
    opening : callable
        Makes its head.
    exhibits : tuple of Exhibit
    panels : mapping of str to str
        Parts of the page that live on what a reader does or the store holds, and are no
        figures: their labels by name.
    """

    name: PageName
    title: str
    opening: Callable[[Trial, Reader], Opening]
    exhibits: tuple[Exhibit, ...]
    panels: Mapping[str, str] = field(default_factory=dict)


def whole(title: str, t: Language) -> str:
    """
    Title as a sentence; empty for a question.

    >>> whole("The gap widened most on 13 Feb", Language()), whole("How rare is it?", Language())
    ('The gap widened most on 13 Feb.', '')
    """
    return "" if title.endswith(("?", "？")) else t("{sentence}.", sentence=title)


def in_words(
    make: Callable[[Trial, Reader], Made],
) -> Callable[[Trial, Language], Iterable[str]]:
    """Paragraph of a chart: its title where that is no question, then the figure in words."""

    def told(trial: Trial, t: Language) -> Iterable[str]:
        found = make(trial, Reader(Look(t)))
        return [whole(found.title, t), found.alt] if isinstance(found, Figure) else []

    return told
