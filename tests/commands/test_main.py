"""The command line: faults one a line, cases listed, the dashboard started and stopped."""

import errno
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from dashboard.cases.folders import EXTRA_CASES, find_case
from dashboard.commands import main
from dashboard.errors import InputError
from tests.commands.importing import imported

SMALL = Path(__file__).parents[1] / "data" / "small"


def invoke(*arguments):
    return CliRunner().invoke(main.main, [str(argument) for argument in arguments])


@pytest.fixture
def broken(tmp_path):
    folder = Path(shutil.copytree(SMALL, tmp_path / "small"))
    (folder / "claims.csv").unlink()
    events = folder / "events.csv"
    text = events.read_text(encoding="utf-8")
    events.write_text(text.replace("2025-02-11,day", "2025-13-11,day").replace("label,", "lable,"))
    return folder


# check ----------------------------------------------------------------


def test_a_clean_folder_is_answered_with_its_counts_and_zero():
    result = invoke("check", find_case("liquid-cooling-2025"))
    assert invoke("check", "liquid-cooling-2025").output == result.output
    assert "nearest is liquid-cooling-2025" in invoke("check", "liquid-coling-2025").output
    assert 0 == result.exit_code
    assert "no fault. 8 stocks, 10 events, 17 rows of evidence, 33 claims" in result.stdout
    told = invoke("check", find_case("liquid-cooling-2025"), "--language", "zh").stdout
    assert "没有错误。8 只股票，10 个事件，17 行证据，33 条论断，" in told
    assert "Crun and Kangsheng" in result.stderr
    assert 1 == len(result.stderr.splitlines())


def test_a_search_without_words_and_day_is_a_warning_in_both_languages(tmp_path):
    folder = Path(shutil.copytree(SMALL, tmp_path / "small"))
    text = (folder / "evidence.csv").read_text(encoding="utf-8")
    found, row = text.replace("rumoured", "none-found").splitlines()[0::2]
    for searched, warned in (("", True), ("液冷", True), ("液冷; 2025-02-14", False)):
        (folder / "evidence.csv").write_text(
            f"{found},searched\n{row},{searched}\n", encoding="utf-8"
        )
        english, chinese = invoke("check", folder), invoke("check", folder, "--language", "zh")
        assert (0, 0) == (english.exit_code, chinese.exit_code)
        assert ", 1 row of evidence, " in english.stdout
        assert warned == english.stderr.startswith("Warning: 1 of 1 rows of evidence found nothing")
        assert warned == chinese.stderr.startswith("警告：1 条依据中有 1 条")


def test_faults_are_printed_one_a_line_with_file_line_field_value_and_rule(broken):
    result = invoke("check", broken)
    assert 1 == result.exit_code
    lines = result.stdout.splitlines()
    assert 3 == len(lines)
    assert lines[0].startswith("events.csv, line 3, stories: “cooling;lable” ")
    assert lines[1].startswith("events.csv, line 3, published: “2025-13-11” ")
    assert lines[1].endswith("such day; write it as 2025-02-07.")
    assert lines[2].startswith("claims.csv: ")
    assert "3 fault(s)" in result.stderr


def test_a_value_with_line_breaks_stays_on_its_line(broken):
    text = (SMALL / "claims.csv").read_text(encoding="utf-8")
    (broken / "claims.csv").write_text(text.replace("forecast", '"fore\ncast\x1b[2J"'))
    result = invoke("check", broken)
    assert "\x1b" not in result.output
    assert r"fore\ncast" in result.stdout


def test_notices_go_to_the_error_stream(tmp_path):
    folder = Path(shutil.copytree(SMALL, tmp_path / "small"))
    text = (folder / "evidence.csv").read_text(encoding="utf-8")
    (folder / "evidence.csv").write_bytes(text.encode("gb18030"))
    result = invoke("check", folder)
    assert 0 == result.exit_code
    assert "GB 18030" in result.stderr
    assert "GB 18030" not in result.stdout


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path):
    result = invoke("check", tmp_path / "nowhere")
    assert 1 == result.exit_code
    assert "There is no such folder" in result.stdout


def test_messages_come_in_chinese_too(broken):
    result = invoke("check", broken, "--language", "zh")
    assert 1 == result.exit_code
    assert "events.csv" in result.stdout
    assert "第 3 行" in result.stdout


# cases ----------------------------------------------------------------


def test_cases_are_listed_with_title_window_and_folder():
    result = invoke("cases")
    assert 0 == result.exit_code
    for part in ("liquid-cooling-2025", "Liquid cooling", "2025-02-07 … 2025-02-13"):
        assert part in result.stdout
    assert "液冷" in invoke("cases", "--language", "zh").stdout


def test_a_refused_case_is_listed_with_the_way_to_its_faults(broken, monkeypatch):
    monkeypatch.setenv(EXTRA_CASES, str(broken.parent))
    result = invoke("cases")
    assert 0 == result.exit_code
    assert (
        f'small  refused with 3 fault(s), see: market-narrative check "{broken}"' in result.stdout
    )


# run ------------------------------------------------------------------


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return probe.getsockname()[1]


def test_a_port_that_is_taken_is_one_clear_sentence(port):
    with socket.socket() as holder:
        holder.bind(("localhost", port))
        holder.listen()
        result = invoke("run", "--port", port)
    assert 1 == result.exit_code
    assert f"Port {port} on localhost cannot be used" in result.stderr
    assert "--port" in result.stderr


def test_an_address_nobody_has_is_one_clear_sentence(monkeypatch, port):
    def unknown(*_, **__):
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    result = invoke("run", "--address", "no.such.host.invalid", "--port", port)
    assert 1 == result.exit_code
    assert "no.such.host.invalid" in result.stderr


def test_all_options_reach_streamlit(monkeypatch, port):
    started = []
    monkeypatch.setattr(main, "serve", lambda command, *_: started.append(command) or 0)
    result = invoke("run", "--port", port, "--browser", "--", "--server.baseUrlPath=desk")
    assert 0 == result.exit_code
    (command,) = started
    assert [sys.executable, "-m", "streamlit", "run", str(main.app_file())] == command[:5]
    assert {f"--server.port={port}", "--server.address=localhost", "--server.headless=false"} < set(
        command
    )
    assert "--server.baseUrlPath=desk" == command[-1]


def test_it_starts_without_a_browser_unless_asked(monkeypatch, port):
    started = []
    monkeypatch.setattr(main, "serve", lambda command, *_: started.append(command) or 0)
    invoke("run", "--port", port)
    assert "--server.headless=true" in started[0]


def test_the_launcher_inside_an_installed_package_comes_first(tmp_path, monkeypatch):
    package = tmp_path / "lib" / "site-packages" / "dashboard"
    (package / "_app").mkdir(parents=True)
    (package / "_app" / "app.py").touch()
    monkeypatch.setattr(main, "__file__", str(package / "commands" / "main.py"))
    assert package / "_app" / "app.py" == main.app_file()


def test_a_package_without_a_launcher_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(main, "__file__", str(tmp_path / "a" / "b" / "c" / "main.py"))
    with pytest.raises(InputError, match="install the package again"):
        main.app_file()


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("localhost", ("http://localhost:8501",)),
        ("10.0.0.7", ("http://10.0.0.7:8501",)),
        ("::1", ("http://[::1]:8501",)),
        ("0.0.0.0", ("http://localhost:8501", f"http://{socket.gethostname()}:8501")),
    ],
)
def test_links_can_be_opened_as_they_are_printed(address, expected):
    assert tuple(dict.fromkeys(expected)) == main.links(address, 8501)


SERVER = """
import http.server, signal, sys
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])),
    http.server.BaseHTTPRequestHandler).serve_forever()
"""
START = """
import sys
from dashboard.commands import main
from dashboard.language.language import language
sys.exit(main.serve([sys.executable, "-c", sys.argv[1], sys.argv[2]], "127.0.0.1",
                    int(sys.argv[2]), language("en")))
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent to a process group")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_the_link_comes_when_the_server_answers_and_an_interrupt_ends_quietly(port, sent):
    with subprocess.Popen(
        [sys.executable, "-u", "-c", START, SERVER, str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as started:
        assert f"The dashboard is at http://127.0.0.1:{port}\n" == started.stdout.readline()
        with socket.create_connection(("127.0.0.1", port), timeout=5):
            pass
        started.send_signal(sent)
        rest, errors = started.communicate(timeout=20)
    assert 0 == started.returncode
    assert "Traceback" not in rest + errors
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


@pytest.mark.slow
def test_a_server_that_fails_to_start_ends_the_command_with_its_code(port):
    done = subprocess.run(
        [sys.executable, "-c", START, "import sys; sys.exit(3)", str(port)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert 3 == done.returncode
    assert "The dashboard is at" not in done.stdout


# The command as installed ---------------------------------------------


def test_the_command_runs_as_a_module_and_names_its_three_verbs():
    begin = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "dashboard.commands.main", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert {"run", "check", "cases"} <= set(done.stdout.split())
    assert time.monotonic() - begin < 10


# pandas brings pyarrow where it is installed; exchange_calendars has been asked before, and
# what it said is kept.
READING = {"babel", "numpy", "pandas", "pyarrow"}
TESTING = READING | {"scipy"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "packages"),
    [
        ("--help", set()),
        ("config", {"babel"}),
        ("check", READING),
        ("answer", TESTING),
        ("results", TESTING),
    ],
)
def test_a_command_imports_only_what_it_needs(command, packages, xshg):
    slug = "liquid-cooling-2025"
    case = {"check": [str(find_case(slug))], "answer": [slug], "results": [slug]}
    assert packages == imported([command, *case.get(command, [])])


@pytest.mark.parametrize(("language", "told"), [("en", "could not be written"), ("zh", "无法写出")])
def test_an_output_that_cannot_be_written_is_one_sentence(monkeypatch, language, told):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("dashboard.commands.config._print", full)
        done = CliRunner().invoke(main.main, ["config", "--language", language])

    assert 1 == done.exit_code
    assert told in done.output
    assert "Traceback" not in done.output
