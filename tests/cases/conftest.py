"""A small case folder that a test may spoil."""

import shutil
from pathlib import Path

import pytest

from dashboard.cases.folders import CaseFolder, read_case
from dashboard.errors import CaseError, Fault

SMALL = Path(__file__).parents[1] / "data" / "small"


class Folder:
    """A copy of the small case that a test may spoil."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def edit(self, name: str, old: str, new: str) -> "Folder":
        file = self.path / name
        text = file.read_bytes().decode()
        assert 1 == text.count(old), f"{old!r} must stand once in {name}"
        file.write_bytes(text.replace(old, new).encode())
        return self

    def bytes(self, name: str, change) -> "Folder":
        file = self.path / name
        file.write_bytes(change(file.read_bytes()))
        return self

    def read(self) -> CaseFolder:
        return read_case(self.path)

    def faults(self) -> tuple[Fault, ...]:
        with pytest.raises(CaseError) as caught:
            self.read()
        return caught.value.faults

    def fault(self) -> Fault:
        (fault,) = self.faults()
        return fault


@pytest.fixture
def small(tmp_path):
    """A copy of the small case."""
    return Folder(Path(shutil.copytree(SMALL, tmp_path / "small")))
