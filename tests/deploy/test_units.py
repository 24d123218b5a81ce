"""The systemd units: they parse, they name what exists, they may do little."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from dashboard.cases.folders import EXTRA_CASES
from dashboard.commands import main
from dashboard.server import options
from dashboard.settings.loading import FILE_VARIABLE, known_options

DEPLOY = Path(__file__).parents[2] / "deploy"
DASHBOARD = DEPLOY / "market-narrative@.service"
REFRESH = DEPLOY / "market-narrative-refresh.service"
TIMER = DEPLOY / "market-narrative-refresh.timer"
SERVICES = [DASHBOARD, REFRESH]
PROGRAM = "/opt/market-narrative/bin/market-narrative"


def keys(file):
    """Values of a unit by key, in their order."""
    found = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        if "=" in line and not line.startswith("#"):
            name, value = line.split("=", 1)
            found.setdefault(name, []).append(value)
    return found


@pytest.fixture
def installed(tmp_path):
    """Copies of the units whose program exists here."""
    for file in (*SERVICES, TIMER):
        text = file.read_text(encoding="utf-8").replace(PROGRAM, shutil.which("true"))
        (tmp_path / file.name.replace("@", "@8501")).write_text(text, encoding="utf-8")
    return tmp_path


def need_analyze():
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd-analyze on this machine")


@pytest.mark.parametrize("name", ["@8501.service", "-refresh.service", "-refresh.timer"])
def test_systemd_reads_a_unit_without_a_remark(installed, name):
    need_analyze()

    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "--generators=no", f"./market-narrative{name}"],
        cwd=installed,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    ours = [line for line in done.stderr.splitlines() if "market-narrative" in line]
    assert (0, []) == (done.returncode, ours)


@pytest.mark.parametrize("name", ["@8501.service", "-refresh.service"])
def test_a_service_is_exposed_little_by_systemds_own_reckoning(installed, name):
    need_analyze()

    done = subprocess.run(
        [
            "systemd-analyze",
            "security",
            "--offline=true",
            "--threshold=20",
            f"./market-narrative{name}",
        ],
        cwd=installed,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if "unrecognized option" in done.stderr:
        pytest.skip("this systemd-analyze knows no offline check")

    # 10 is open, 0 is shut; the threshold is in tenths.
    assert 0 == done.returncode, done.stdout[-500:]


def test_the_dashboard_starts_with_options_that_exist(monkeypatch):
    started = []
    monkeypatch.setattr(main, "serve", lambda command, *_: started.append(command) or 0)
    [command] = keys(DASHBOARD)["ExecStart"]
    program, *words = command.replace("%i", "8501").split()

    monkeypatch.setattr(main, "check_free", lambda *_: None)
    done = CliRunner().invoke(main.main, words)

    assert PROGRAM == program
    assert 0 == done.exit_code, done.output
    assert {"--server.port=8501", "--server.baseUrlPath=narrative"} < set(started[0])


def test_the_refresh_is_a_command_of_ours():
    [command] = keys(REFRESH)["ExecStart"]

    assert [PROGRAM, "refresh"] == command.split()
    assert "refresh" in main.main.commands


@pytest.mark.parametrize("file", SERVICES, ids=lambda file: file.name)
def test_every_variable_of_a_service_exists(file):
    known = {option.variable for option in known_options().values()} | {EXTRA_CASES, FILE_VARIABLE}
    named = re.findall(r"(MARKET_NARRATIVE_\w+)=", "\n".join(keys(file)["Environment"]))

    assert {"MARKET_NARRATIVE_STORE", EXTRA_CASES} <= set(named) <= known


def test_both_services_have_the_same_user_folders_and_limits():
    one, other = keys(DASHBOARD), keys(REFRESH)
    same = {name for name in one if name.startswith(("Protect", "Restrict", "Private", "System"))}
    same |= {"DynamicUser", "User", "StateDirectory", "UMask", "CapabilityBoundingSet"}

    assert {name: one[name] for name in same} == {name: other.get(name) for name in same}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DynamicUser", "yes"),
        ("ProtectSystem", "strict"),
        ("ProtectHome", "yes"),
        ("NoNewPrivileges", "yes"),
        ("CapabilityBoundingSet", ""),
    ],
)
@pytest.mark.parametrize("file", SERVICES, ids=lambda file: file.name)
def test_a_service_can_do_no_more_than_it_must(file, name, value):
    assert [value] == keys(file)[name]


def test_it_is_started_again_after_a_failure_and_has_time_to_finish_requests():
    found = keys(DASHBOARD)

    assert ["on-failure"] == found["Restart"]
    assert int(found["TimeoutStopSec"][0]) > main.GRACE
    # The default would end a refresh that a reader has started with the dashboard.
    assert ["process"] == found["KillMode"]


def test_codes_about_single_series_do_not_fail_the_refresh():
    assert ["3 5"] == keys(REFRESH)["SuccessExitStatus"]


def test_the_timer_runs_on_trading_days_after_the_close_in_shanghai():
    [when] = keys(TIMER)["OnCalendar"]

    assert when.startswith("Mon..Fri ")
    assert when.endswith(" Asia/Shanghai")
    assert "15:00" < when.split()[1]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="the system has no such limit")
def test_the_dashboard_raises_its_limit_of_open_files_as_far_as_it_may():
    """Four a tab: at the usual limit of 1,024 the 254th reader found no page."""
    code = (
        "import resource as r; r.setrlimit(r.RLIMIT_NOFILE, (256, 2000));"
        "from dashboard.server import options; options.allow_files();"
        "print(*r.getrlimit(r.RLIMIT_NOFILE))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)

    assert ["2000", "2000"] == done.stdout.split()
    assert [str(options.MOST_FILES)] == keys(DASHBOARD)["LimitNOFILE"]
