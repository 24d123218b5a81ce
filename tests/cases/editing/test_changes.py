"""What is different between two states of a case."""

from dashboard.cases.editing.changes import Change, changes
from dashboard.cases.editing.sheets import sheets_of


def test_cells_rows_and_places_are_told_apart(small):
    before = sheets_of(small.read())
    events = [row.key for row in before.tables["events"]]
    after = before.with_cell("case", "", "title_en", "Another")
    after = after.moved("events", events[0], len(events))
    after = after.without_row("stories", "cooling")
    after, key = after.with_row("groups", {"id": "third", "chosen": "after"})

    assert (
        Change("cell", "case", "", "title_en", "A small case", "Another"),
        Change("added", "groups", key, "", "", "third"),
        Change("removed", "stories", "cooling", "", "cooling", ""),
        Change("moved", "events", events[0], "", "1", str(len(events))),
    ) == changes(before, after)
    assert () == changes(after, after)
