"""Backup and restore, by the commands of docs/operation.md, while prices are being written."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dashboard.cases.folders import read_case
from dashboard.market.series import digest
from dashboard.refresh.jobs import Jobs
from dashboard.store.store import Store
from tests.replay.series_made import DAYS, days_of, made_rows

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "tests" / "data" / "small"
SYMBOLS = ("300249.SZ", "603881.SS", "301018.SZ")

# Makes each series a day longer, round after round, until it is ended.
WRITER = """
import sys
from pathlib import Path
from tests.replay.series_made import DAYS, made_series
from dashboard.refresh.jobs import Jobs
from dashboard.store.store import Store
from dashboard.store.refresh_records import RefreshRecord

folder = Path(sys.argv[1])
store = Store(folder)
with Jobs(folder).running("universe", len(DAYS)) as progress:
    for n in range(2, len(DAYS)):
        for symbol in sys.argv[2:]:
            store.put(made_series(DAYS[:n], symbol=symbol))
            record = RefreshRecord("2025-03-31T08:00:00Z", "tencent", "extended")
            store.record_refresh(symbol, record)
            progress.through(symbol, "extended")
        print(n, flush=True)
"""


def command(title, folder, archive):
    """The shell command of one section, for other places."""
    text = (ROOT / "docs" / "operation.md").read_text(encoding="utf-8")
    section = re.search(rf"(?ms)^### {title}\n(.*?)^##", text).group(1)
    [code] = re.findall(r"(?ms)^```sh\n(.*?)^```", section)
    assert "/var/lib/market-narrative" in code
    assert "narrative.tar.gz" in code
    code = code.replace("narrative.tar.gz", str(archive))
    return code.replace("/var/lib/market-narrative", str(folder))


def shell(code):
    subprocess.run(["sh", "-e", "-c", code], check=True, timeout=60)


@pytest.fixture
def living(tmp_path):
    """The three folders, with a refresh that writes; and its output."""
    if shutil.which("tar") is None:
        pytest.skip("no tar on this machine")
    folder = tmp_path / "living"
    shutil.copytree(SMALL, folder / "cases" / "small")
    (folder / "editions" / "small" / "abc").mkdir(parents=True)
    (folder / "editions" / "small" / "abc" / "edition.toml").write_text("x", encoding="utf-8")
    (folder / "editions" / "small" / ".half.tmp").mkdir()
    arguments = [str(folder / "store"), *SYMBOLS]
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as writer:
        yield folder, writer.stdout
        writer.kill()


@pytest.mark.slow
def test_a_backup_made_during_writes_reads_clean_and_a_restore_brings_it_back(living, tmp_path):
    folder, rounds = living
    archives = []
    for number in range(4):
        for _ in range(4):
            begun = int(rounds.readline())
        archives.append((begun, tmp_path / f"{number}.tar.gz"))
        shell(command("Back up", folder, archives[-1][1]))
    assert int(rounds.readline()) > begun  # it still writes

    lengths = []
    restored = tmp_path / "restored"
    for begun, archive in archives:
        shell(command("Restore", restored if restored.exists() else make(restored), archive))
        lengths.append(check(restored, begun))

    assert lengths == sorted(lengths)
    assert lengths[0] < lengths[-1]


@pytest.mark.skipif(shutil.which("tar") is None, reason="no tar on this machine")
def test_a_backup_before_the_first_edition_is_no_fault(tmp_path):
    folder = tmp_path / "new"
    shutil.copytree(SMALL, folder / "cases" / "small")

    shell(command("Back up", folder, tmp_path / "first.tar.gz"))
    shell(command("Restore", make(tmp_path / "restored"), tmp_path / "first.tar.gz"))

    assert "small" == read_case(tmp_path / "restored" / "cases" / "small").case.slug


def make(folder):
    folder.mkdir()
    return folder


def check(folder, begun):
    """Read everything of a restored copy; sessions of the shortest series."""
    assert "small" == read_case(folder / "cases" / "small").case.slug
    assert (folder / "editions" / "small" / "abc" / "edition.toml").is_file()
    store = Store(folder / "store")
    assert sorted(SYMBOLS) == list(store.symbols())
    found = []
    for symbol in SYMBOLS:
        series = store.read(symbol, "tencent")  # raises when a file is not what was written
        n = len(series.rows)
        assert DAYS[:n] == days_of(series)
        assert digest(made_rows(DAYS[:n])) == series.note.sha256
        assert "extended" == store.last_refresh(symbol).kind
        found.append(n)
    assert min(found) >= begun
    jobs = Jobs(folder / "store")
    assert jobs.last("universe").done >= begun - 2
    assert not jobs.runs("universe")  # a copy of a lock is nobody's lock
    assert [] == list(folder.rglob("*.tmp"))
    return min(found)
