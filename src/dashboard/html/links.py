"""Where things stand that a fragment refers to: on another page, or further down in a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from markupsafe import Markup

from dashboard.analysis.claims.ledger import claims_on
from dashboard.analysis.claims.results import ClaimLink, ClaimResult
from dashboard.cases.notes import Note, Table
from dashboard.html.elements import Child, el, inside_link, markup
from dashboard.html.notes import note_mark
from dashboard.language.language import Language


@dataclass(frozen=True, slots=True)
class Opens:
    """
    Links that open the details of a mark under its figure, in place.

    Attributes
    ----------
    figure : str
        Name of the figure.
    address : callable
        Address of the page with this open: ``lines:event:launch``; empty closes.
    """

    figure: str
    address: Callable[[str], str]

    def link(self, key: str, text: Child, *, kind: str = "", name: str = "") -> Markup:
        """Link that opens a mark; the script opens it without a new page (`marks.js`)."""
        at = f"{self.figure}:{key}" if key else ""
        return el(
            "a",
            text,
            class_=kind,
            href=self.address(at),
            target="_self",
            data_at=at or "close",
            aria_label=name or None,
            title=name or None,
        )


@dataclass(frozen=True, slots=True)
class Links:
    """
    Cross references of a page or a file.

    Attributes
    ----------
    address : callable
        Address of a chart, a statement or a claim; empty where it cannot be reached.
    claims : tuple of ClaimResult
        Claims that statements, events and returns refer to.
    numbered : mapping of str to int
        Number of every claim by its id.
    notes : tuple of Note
        What readers noted beside evidence, claims and events.
    """

    address: Callable[[ClaimLink], str] = lambda _: ""
    claims: tuple[ClaimResult, ...] = ()
    numbered: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()

    def to_notes(self, t: Language, table: Table, row: str) -> Markup | None:
        """What readers noted beside a row, folded; nothing where nobody did."""
        found = [each for each in self.notes if (each.table, each.row) == (table, row)]
        return note_mark(found, t) if found else None

    def to(self, target: ClaimLink, text: Child) -> Markup:
        """Link to a place; nothing where it cannot be reached."""
        address = self.address(target)
        return inside_link(address, text) if address else Markup()

    def to_statements(self, symbol: str, text: Child, *, any_there: bool) -> Child:
        """Name of a stock as a link to what is on file of it; as it is where nothing can be."""
        target = ClaimLink("exposure", f"stock-{symbol.replace('.', '-')}")
        return (self.to(target, text) or text) if any_there else text

    def to_claims(
        self, t: Language, *, evidence: str = "", event: str = "", stock: str = ""
    ) -> Markup:
        """Links to the claims that rest on a statement, an event or the return of a stock."""
        found = claims_on(self.claims, evidence=evidence, event=event, stock=stock)
        links = [
            self.to(
                ClaimLink("claims", f"claim-{each.claim.id}"), str(self.numbered[each.claim.id])
            )
            for each in found
        ]
        if not any(links):
            return Markup()
        head = t.plural("Claim", "Claims", len(links))
        return el("span.toclaims", head, " ", markup(links, by=t(", ")))
