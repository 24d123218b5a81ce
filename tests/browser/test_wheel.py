"""What is installed from a wheel is the whole dashboard, wherever it is started."""

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from tests.browser.chromium import Reader
from tests.browser.serving import free_port, serve

DARK = "rgb(20, 22, 26)"
ITS_OWN = {"PYTHONPATH": ""}  # no checkout of whoever runs the tests is in its way


@pytest.fixture(scope="module")
def installed(root, tmp_path_factory):
    """Folder of the commands of an environment with our wheel; no download is needed."""
    pytest.importorskip("hatchling")
    work = tmp_path_factory.mktemp("wheel")
    run = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(work)]
    subprocess.run(run, cwd=root, check=True, capture_output=True, timeout=120)
    (wheel,) = work.glob("*.whl")

    home = work / "environment"
    venv.create(home, with_pip=False, symlinks=True)
    paths = sysconfig.get_paths(vars={"base": str(home), "platbase": str(home)})
    # The dependencies are those of this run.  A path named so has its own .pth files
    # left unread, so a checkout installed for editing is not seen.
    link = Path(paths["purelib"], "dependencies.pth")
    link.write_text(sysconfig.get_paths()["purelib"] + "\n", encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--python", str(home / "bin" / "python"), "install"]
    options = [
        "--quiet",
        "--no-deps",
        "--no-index",
        "--ignore-installed",
        "--no-warn-script-location",
    ]
    subprocess.run([*pip, *options, str(wheel)], check=True, capture_output=True, timeout=120)
    return home / "bin"


def test_the_wheel_lists_the_case_it_carries(installed, tmp_path):
    listed = subprocess.run(
        [installed / "market-narrative", "cases"],
        cwd=tmp_path,
        env=os.environ | ITS_OWN,
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert "liquid-cooling-2025" in listed.stdout
    assert str(installed.parent) in listed.stdout


def test_the_wheel_starts_in_an_empty_folder_with_pages_and_theme(
    installed, root, new_tab, tmp_path
):
    empty = tmp_path / "empty"
    empty.mkdir()
    port = free_port()
    command = [str(installed / "market-narrative"), "run", "--port", str(port)]
    command += ["--address", "127.0.0.1"]
    log = tmp_path / "log"
    with serve(root, log=log, cwd=empty, command=command, port=port, environment=ITS_OWN) as server:
        tab = (
            new_tab(Reader(scheme="dark"), alive=True)
            .open(f"{server.url}/timeline?lang=en")
            .shows("timeline")
        )
        paper = tab.page.evaluate(
            "getComputedStyle(document.querySelector('.stApp')).backgroundColor"
        )
        assert paper == DARK
        assert tab.page.locator(".js-plotly-plot .main-svg").count() > 0
        assert [] == tab.errors
        assert f"http://127.0.0.1:{port}" in server.output()
        assert "Traceback" not in server.output()
        tab.page.close()
    assert [] == list(empty.iterdir())
