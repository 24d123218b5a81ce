"""Where every number comes from."""

from dashboard.ui import data_view, frame, glossary

with frame.page("data") as view:
    data_view.opening(view)
    data_view.guarded(view, data_view.tables)
    data_view.guarded(view, data_view.health)
    data_view.guarded(view, data_view.sessions)
    data_view.guarded(view, data_view.base)
    glossary.glossary(view)
    frame.footer(view)
