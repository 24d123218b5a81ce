"""Do before the first reader comes what the first page would otherwise wait for."""

from __future__ import annotations

import logging

from dashboard.errors import DashboardError

_log = logging.getLogger(__name__)


def warm_up() -> None:
    """Import charts and calendar, and read every case at hand once."""
    from dashboard.charts import story  # noqa: F401, PLC0415
    from dashboard.ui import data  # noqa: PLC0415

    for entry in data.cases():
        if entry.faults:
            continue
        try:
            folder = data.folder(entry.slug)
            data.sessions(folder.case).between(folder.case.window.first, folder.case.window.last)
        except DashboardError as error:
            # A page says the same to the reader; the start must not fail over one case.
            _log.warning("%s: %s", entry.slug, error)
