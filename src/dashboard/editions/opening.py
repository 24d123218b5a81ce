"""One edition opened: found, held against its hashes, its numbers read and computed."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from dashboard.analysis.trial import Trial
from dashboard.cases.folders import CaseFolder
from dashboard.editions.folder import Edition, find_edition, put_files, read_edition, whole
from dashboard.editions.frozen import open_frozen
from dashboard.editions.manifest import RESULTS, EditionSettings, Manifest
from dashboard.editions.packing import MOST_PACKED, unpacked
from dashboard.errors import N_, EditionError, NotFoundError
from dashboard.exports.results import EARLIER, SCHEMA, results, results_json
from dashboard.files import loads_finite
from dashboard.market.sessions import Sessions, load_sessions


@dataclass(frozen=True, slots=True, eq=False)
class OpenedEdition:
    """
    One edition with its case on the frozen prices.

    Attributes
    ----------
    edition : Edition
    folder : CaseFolder
    """

    edition: Edition
    folder: CaseFolder

    @property
    def id(self) -> str:
        """Name of the edition in links."""
        return self.edition.id

    @property
    def manifest(self) -> Manifest:
        """What the edition says of itself."""
        return self.edition.manifest

    @property
    def settings(self) -> EditionSettings:
        """What was looked at when it was frozen."""
        return self.manifest.settings

    @property
    def sessions(self) -> Sessions:
        """Calendar of its case."""
        return load_sessions(self.folder.case.calendar, self.folder.case.timezone)

    @property
    def results(self) -> dict[str, Any]:
        """Results as they were frozen; see ``docs/results.md``."""
        return read_results(self.edition.path)

    @property
    def frozen_results(self) -> bytes:
        """Results byte for byte as they were frozen."""
        return json_bytes(self.edition.path)

    @property
    def earlier_rules(self) -> str:
        """Shape of its results where its verdict was found by earlier rules; else empty."""
        schema = str(self.results["schema"])
        return "" if schema == SCHEMA else schema

    def computed(self) -> dict[str, Any]:
        """Results as this version computes them from the frozen data."""
        settings = self.settings
        return numbers(Trial(self.folder, self.sessions, settings.window, settings.benchmark))


def open_edition(editions: Path, wanted: str | Path) -> OpenedEdition:
    """
    Open an edition by its id or its folder.

    Raises
    ------
    NotFoundError
        If there is none of that id.
    EditionError
        If it cannot be made out, or a file of it is not as frozen.
    DashboardError
        If this version refuses its case.
    """
    return opened(found_edition(editions, wanted))


def opened(edition: Edition) -> OpenedEdition:
    """Open an edition that was found; raises as `open_edition`."""
    return OpenedEdition(edition, open_frozen(whole(edition)))


def found_edition(editions: Path, wanted: str | Path) -> Edition:
    """Edition of an id or in a folder, not looked into; raises as `open_edition`."""
    if isinstance(wanted, Path):
        return read_edition(wanted)
    path = find_edition(editions, wanted)
    if path is None:
        raise NotFoundError(
            N_("There is no edition “{id}”; “market-narrative editions” lists them."),
            id="".join(sign for sign in wanted[:40] if sign.isprintable()),
        )
    return read_edition(path)


@contextlib.contextmanager
def at_hand(editions: Path, wanted: str | Path) -> Iterator[Edition]:
    """Edition of an id, in a folder, or in a zip, which is unpacked for as long as it is needed."""
    if isinstance(wanted, str) or not wanted.is_file():
        yield found_edition(editions, wanted)
        return
    with TemporaryDirectory(prefix="market-narrative-") as workspace:
        put_files(unpacked(zip_bytes(wanted)), Path(workspace))
        yield read_edition(Path(workspace))


def zip_bytes(file: Path) -> bytes:
    """Content of a file, of one too long its beginning; raises EditionError without one."""
    try:
        with file.open("rb") as source:
            return source.read(MOST_PACKED + 1)
    except OSError as error:
        raise EditionError(
            N_("{file} cannot be read ({reason}); check its rights."),
            file=str(file),
            reason=error.strerror or type(error).__name__,
        ) from error


def read_results(path: Path) -> dict[str, Any]:
    """Results in an edition's folder; raises EditionError when this version cannot read them."""
    try:
        found = loads_finite(json_bytes(path))
        if found["schema"] in (SCHEMA, *EARLIER):
            return cast("dict[str, Any]", found)
    except (OSError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise _no_results() from error
    raise _no_results()


def json_bytes(path: Path) -> bytes:
    """Results file of an edition's folder; raises EditionError where it cannot be read."""
    try:
        return (path / RESULTS).read_bytes()
    except OSError as error:
        raise _no_results() from error


def _no_results() -> EditionError:
    return EditionError(
        N_("The results of the edition are not {schema}, which this version reads."), schema=SCHEMA
    )


def numbers(trial: Trial) -> dict[str, Any]:
    """Results of a trial as they read back from a file."""
    # Tuples are lists then, keys are text.
    return cast("dict[str, Any]", json.loads(results_json(results(trial))))
