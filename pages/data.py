"""Where every number comes from."""

from dashboard.ui import (
    data_view,
    figures,
    frame,
    glossary,
    history_view,
    import_view,
    notes_view,
    sources_view,
)

with frame.page("data") as view:
    data_view.opening(view)
    if view.edition is None:  # what the store holds today is no part of what was frozen
        data_view.guarded(view, sources_view.sources)
        data_view.guarded(view, import_view.panel)
    data_view.guarded(view, data_view.tables)
    figures.draw_page(view, "data")
    if view.edition is None:
        data_view.guarded(view, history_view.section)
        data_view.guarded(view, notes_view.section)
    glossary.glossary(view)
    frame.footer(view)
