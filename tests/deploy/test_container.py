"""The container files against the project: no engine runs here, so nothing is built."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from dashboard.cases.folders import EXTRA_CASES
from dashboard.commands import main
from dashboard.settings.loading import FILE_VARIABLE, known_options, load_settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")


def instructions():
    """Instructions of the Dockerfile with their arguments, continued lines joined."""
    text = re.sub(r"(?m)^#.*\n", "", DOCKERFILE).replace("\\\n", " ")
    return [tuple(line.split(maxsplit=1)) for line in text.splitlines() if line.strip()]


def arguments(name):
    return [" ".join(rest.split()) for word, rest in instructions() if word == name]


def variables():
    """Variables that the image sets."""
    return dict(re.findall(r"([A-Z_]+)=(\S+)", " ".join(arguments("ENV"))))


def service(name):
    """Lines of one service of the compose file, without their indent, and those it shares."""
    shared = re.search(r"(?ms)^x-service: &service\n(.*?)^\S", COMPOSE).group(1)
    own = re.search(rf"(?ms)^  {name}:\n(.*?)^(?:  )?\S", COMPOSE).group(1)
    return [line.strip() for line in (shared + own).splitlines()]


# Image ----------------------------------------------------------------


def copied():
    """Files and folders that go from the checkout into the build."""
    found = []
    for line in arguments("COPY"):
        if not line.startswith("--from"):
            found += line.split()[:-1]
    return found


def test_everything_that_is_copied_exists_and_the_ignore_file_lets_it_through():
    ignore = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()

    assert [] == [name for name in copied() if not (ROOT / name).exists()]
    let_through = {line.lstrip("!").split("/")[0] for line in ignore if line.startswith("!")}
    assert {name.split("/")[0] for name in copied()} == let_through
    assert "*" in ignore


@pytest.mark.slow
def test_what_is_copied_is_enough_to_build_the_wheel_with_pages_and_cases(tmp_path):
    pytest.importorskip("hatchling")
    for name in copied():
        source, target = ROOT / name, tmp_path / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, target)

    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=tmp_path, check=True, capture_output=True, timeout=120)

    [wheel] = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {"dashboard/_app/app.py", "dashboard/_app/pages/story.py"} < names
    assert "dashboard/_app/.streamlit/config.toml" in names
    assert "dashboard/cases/shipped/liquid-cooling-2025/case.toml" in names


def test_the_pinned_versions_are_used():
    [install] = [line for line in arguments("RUN") if "pip install" in line]

    assert "-c constraints.txt" in install


def test_the_python_of_the_image_is_one_the_project_allows():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lowest = tuple(map(int, project["requires-python"].removeprefix(">=").split(".")))

    for image in arguments("FROM"):
        version = tuple(map(int, re.match(r"python:([\d.]+)-slim", image).group(1).split(".")))
        assert version >= lowest


def test_the_last_stage_runs_as_a_numbered_user_that_is_not_root():
    assert ["10001:10001"] == arguments("USER")
    assert (
        instructions().index(("USER", "10001:10001"))
        > [number for number, (word, _) in enumerate(instructions()) if word == "FROM"][-1]
    )
    assert 'user: "10001:10001"' in service("dashboard")


def test_the_command_of_the_image_is_one_of_ours(monkeypatch):
    [entry], [command] = arguments("ENTRYPOINT"), arguments("CMD")
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    started = []
    monkeypatch.setattr(main, "serve", lambda command, *_: started.append(command) or 0)
    monkeypatch.setattr(main, "check_free", lambda *_: None)

    words = re.findall(r'"([^"]+)"', command)
    done = CliRunner().invoke(main.main, words)

    assert [re.findall(r'"([^"]+)"', entry)[0]] == [*scripts["scripts"]]
    assert 0 == done.exit_code, done.output
    assert {"--server.address=0.0.0.0", "--server.port=8501"} < set(started[0])
    assert ["8501"] == arguments("EXPOSE")


def test_every_variable_of_the_image_exists():
    known = {option.variable for option in known_options().values()}
    ours = {name for name in variables() if name.startswith("MARKET_NARRATIVE_")}

    assert ours <= known | {EXTRA_CASES, FILE_VARIABLE}
    assert {"MARKET_NARRATIVE_STORE", "MARKET_NARRATIVE_EDITIONS", EXTRA_CASES} <= ours


def test_everything_that_is_written_stands_on_the_volume_or_in_memory():
    places = {
        value for name, value in variables().items() if value.startswith("/") and ":" not in value
    }

    assert ["/data"] == arguments("VOLUME")
    assert set() == {place for place in places if not place.startswith(("/data/", "/tmp"))}
    made = " ".join(arguments("RUN"))
    assert all(place in made for place in places if place.startswith("/data/"))


@pytest.mark.slow
def test_the_health_check_is_a_program_that_tells_a_living_server_from_a_dead_one(live_server):
    [check] = arguments("HEALTHCHECK")
    [code] = re.findall(r'"(import [^"]+)"', check)

    def ends_with(port):
        asked = code.replace("8501", str(port))
        return subprocess.run(
            [sys.executable, "-c", asked], capture_output=True, timeout=30, check=False
        ).returncode

    assert 0 == ends_with(live_server.port)
    assert 0 != ends_with(9)


def test_no_secret_is_written_into_the_files():
    for text in (DOCKERFILE, COMPOSE):
        assert not re.search(r"(?i)(secret|password|token)\w*\s*[=:]\s*['\"]?\w{8,}", text)
    assert "${STREAMLIT_SERVER_COOKIE_SECRET:?" in COMPOSE


# Compose --------------------------------------------------------------


@pytest.mark.parametrize("name", ["dashboard", "refresh"])
@pytest.mark.parametrize(
    "line",
    [
        "read_only: true",
        "cap_drop:",
        "- ALL",
        "- no-new-privileges:true",
        "- data:/data",
        "init: true",
        "<<: *service",
    ],
)
def test_a_service_can_do_no_more_than_it_must(name, line):
    assert line in service(name)


def test_memory_stands_in_for_every_folder_outside_the_volume():
    assert any(line.startswith("- /tmp:") for line in service("dashboard"))


def test_the_port_is_open_to_this_machine_alone():
    assert '- "127.0.0.1:8501:8501"' in service("dashboard")


def test_the_refresh_runs_only_when_its_profile_is_asked_for():
    assert "profiles: [refresh]" in service("refresh")
    assert "profiles: [refresh]" not in service("dashboard")


def test_a_stop_waits_longer_than_requests_in_hand_may_take():
    [grace] = [line for line in service("dashboard") if line.startswith("stop_grace_period")]

    assert int(re.search(r"(\d+)s", grace).group(1)) > main.GRACE


def refresh_loop():
    """The shell program of the refresh service, as the shell gets it."""
    block = re.search(r"(?ms)^      - \|\n(.*?)^    \S", COMPOSE).group(1)
    return "\n".join(line.strip() for line in block.splitlines()).replace("$$", "$")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
def test_the_refresh_loop_passes_a_stop_on_and_waits_for_the_refresh(tmp_path):
    told = tmp_path / "told"
    fake = tmp_path / "market-narrative"
    fake.write_text(
        f"#!/bin/sh\ntrap 'echo finished >> {told}; exit 6' TERM\necho began >> {told}\n"
        "while :; do sleep 0.05; done\n",
        encoding="utf-8",
    )
    fake.chmod(0o755)
    with subprocess.Popen(
        ["/bin/sh", "-c", refresh_loop()],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
        start_new_session=True,
    ) as loop:
        while not told.exists():
            assert loop.poll() is None
        loop.terminate()
        try:
            loop.wait(30)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(loop.pid, signal.SIGKILL)

    assert 0 == loop.returncode
    assert "began\nfinished\n" == told.read_text(encoding="utf-8")


# Settings example -----------------------------------------------------


def test_the_example_of_settings_can_be_used(monkeypatch):
    for option in known_options().values():
        monkeypatch.delenv(option.variable, raising=False)
    monkeypatch.setenv(FILE_VARIABLE, str(DEPLOY / "settings.example.toml"))

    found = load_settings()

    assert "json" == found.log
    assert ("self", "https://intranet.example") == found.frame_ancestors
    assert ("tencent", "eastmoney") == found.sources_for("XSHG")
