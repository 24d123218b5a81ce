"""The server's browser: found or missed, kept from the network, ended when it hangs."""

import json
import os
import stat
import sys
import time
from pathlib import Path

import pytest

from dashboard.errors import ExportError
from dashboard.exports import chromium


@pytest.fixture
def browser_like(tmp_path, monkeypatch):
    """Put a program in the place of Chromium."""

    def put(body):
        file = tmp_path / "chromium-like"
        file.write_text(f"#!{sys.executable}\nimport os, sys, time\n{body}\n", encoding="utf-8")
        file.chmod(file.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv(chromium.VARIABLE, str(file))
        return file

    return put


def test_without_a_browser_one_sentence_says_what_to_do(monkeypatch):
    monkeypatch.setenv(chromium.VARIABLE, "none")

    with pytest.raises(ExportError, match="open the HTML report in a browser and print it"):
        chromium.print_pdf("<p>x</p>")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_browser_that_takes_too_long_is_ended_with_its_children(browser_like, tmp_path):
    browser_like(
        f"import subprocess\n"
        f"child = subprocess.Popen(['sleep', '600'])\n"
        f"open({str(tmp_path / 'pids')!r}, 'w').write(f'{{os.getpid()}} {{child.pid}}')\n"
        f"time.sleep(600)"
    )

    with pytest.raises(ExportError, match="did not finish within 3 seconds"):
        chromium.print_pdf("<p>x</p>", limit=3)

    for pid in (tmp_path / "pids").read_text().split():
        assert is_soon_gone(int(pid))


def is_soon_gone(pid):
    """A process that was killed is gone when the system comes round to it."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        if is_gone(pid):
            return True
        time.sleep(0.02)
    return False


def is_gone(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except FileNotFoundError:
        return True
    return state.rpartition(")")[2].split()[0] == "Z"


@pytest.mark.parametrize("body", ["sys.exit(1)", "pass"])
def test_a_browser_that_makes_nothing_is_a_sentence(browser_like, body):
    browser_like(body)

    with pytest.raises(ExportError, match="ended without the file"):
        chromium.print_pdf("<p>x</p>")


def test_it_gets_no_network_a_profile_of_its_own_and_none_of_our_secrets(
    browser_like, tmp_path, monkeypatch
):
    seen = tmp_path / "seen.json"
    monkeypatch.setenv("MARKET_NARRATIVE_TENCENT_PROXY", "http://user:secret@proxy")
    monkeypatch.setenv("HTTPS_PROXY", "http://user:secret@proxy")
    browser_like(
        f"import json\n"
        f"json.dump([sys.argv, dict(os.environ)], open({str(seen)!r}, 'w'))\n"
        f"to = next(a for a in sys.argv if a.startswith('--print-to-pdf=')).partition('=')[2]\n"
        f"open(to, 'wb').write(b'%PDF-1.4')"
    )

    assert b"%PDF-1.4" == chromium.print_pdf("<p>x</p>")

    given, environment = json.loads(seen.read_text())
    assert "--host-resolver-rules=MAP * ~NOTFOUND" in given
    assert "--proxy-server=127.0.0.1:9" in given
    assert given[-1].startswith("file://")
    profile = next(a for a in given if a.startswith("--user-data-dir=")).partition("=")[2]
    assert not Path(profile).exists()
    assert "secret" not in json.dumps(environment)


@pytest.mark.parametrize(("setting", "expected"), [("no", True), ("", os.geteuid() == 0)])
def test_the_sandbox_is_off_only_for_root_or_where_a_setting_says_so(
    browser_like, tmp_path, monkeypatch, setting, expected
):
    seen = tmp_path / "seen.txt"
    monkeypatch.setenv(chromium.SANDBOX, setting)
    browser_like(f"open({str(seen)!r}, 'w').write(' '.join(sys.argv))")

    with pytest.raises(ExportError):
        chromium.print_pdf("<p>x</p>")

    assert expected == ("--no-sandbox" in seen.read_text())
