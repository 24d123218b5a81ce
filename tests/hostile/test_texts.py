"""Outside text in sentences, claims, settings, files and names: kept as it is, or refused."""

import ast
import csv
import io
import json
import shutil
from functools import partial
from pathlib import Path

import pytest

from dashboard import errors
from dashboard.analysis.typed_claims.typed import check_typed
from dashboard.cases.folders import find_case, read_case
from dashboard.cases.outline import is_slug
from dashboard.charts.zoom import read_zooms
from dashboard.errors import CaseError, DashboardError, Fault, InputError, NotFoundError
from dashboard.exports.csv_files import file_name
from dashboard.language.language import Language
from dashboard.market.sessions import load_sessions
from dashboard.message import Message
from dashboard.server import first_html
from dashboard.settings.loading import known_options, load_settings
from tests.hostile.strings import ALL, storable
from tests.thoroughness import THOROUGH, rounds

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "dashboard"
LANGUAGES = [Language("en"), Language("zh")]


def refusal(action):
    """The error that something is refused with; None when it is taken."""
    try:
        action()
    except DashboardError as error:
        return error
    return None


def is_said(error):
    """Whether an error, and each of its faults, is a sentence in both languages."""
    told = [error, *getattr(error, "faults", ())]
    return all(t.error(each) for t in LANGUAGES for each in told)


# Sentences ------------------------------------------------------------


@pytest.mark.parametrize("t", LANGUAGES, ids=["en", "zh"])
def test_what_goes_into_a_sentence_comes_out_as_it_was(t):
    told = "“{value}” was read."
    for text in ALL:
        assert f"“{text}” was read." == t(told, value=text)
        assert f"“{text}” was read." == t.say(Message.of(told, value=text))
        assert f"“{text}” was read." == t.error(InputError(told, value=text))
        assert f"“{text}” was read." == str(InputError(told, value=text))
        assert text in t.error(Fault("a.csv", 1, "b", text or "x", Message.of(told, value=text)))


# Calls whose first argument is a template: it must stand in the code.
_SAYERS = {"N_", "Message"} | {
    name
    for name, value in vars(errors).items()
    if isinstance(value, type) and issubclass(value, DashboardError) and value is not CaseError
}


def test_no_sentence_is_put_together_at_run_time():
    """A brace in outside text would be a field of a template that it is part of."""
    found = [
        f"{file.relative_to(SOURCE)}:{call.lineno}"
        for file in sorted(SOURCE.rglob("*.py"))
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and _says(call) and call.args and _is_made(call.args[0])
    ]

    assert [] == found


def _says(call):
    function = call.func
    if isinstance(function, ast.Name):
        return function.id in _SAYERS or function.id == "t"
    if isinstance(function, ast.Attribute) and function.attr in {"of", "plural"}:
        return isinstance(function.value, ast.Name)
    return isinstance(function, ast.Attribute) and function.attr == "t"


def _is_made(argument):
    if isinstance(argument, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in argument.values)
    if isinstance(argument, ast.BinOp):
        return True
    return (
        isinstance(argument, ast.Call)
        and isinstance(argument.func, ast.Attribute)
        and (argument.func.attr in {"format", "join", "replace"})
    )


# Input of readers -----------------------------------------------------


def test_a_typed_claim_is_checked_or_refused_in_a_sentence(shipped):
    sessions = load_sessions("XSHG", "Asia/Shanghai")
    for number, text in enumerate(ALL):
        ways = (text, f"依米康 rose 45% {text}", f"{text} Yimikang rose 45% since 6 Feb 2025")
        for said in ways if THOROUGH else (ways[number % 3],):
            case, market = shipped.case, shipped.market
            error = refusal(partial(check_typed, said, case, market, sessions))

            assert error is None or is_said(error), said


def test_no_text_is_a_zoom_that_would_break_a_chart():
    for text in ALL:
        for value in (text, f"returns:{text}", f"{text}:2025-02-06~2025-02-13"):
            for zoom in read_zooms(value).values():
                assert zoom.first <= zoom.last


def test_no_text_leads_out_of_the_folder_of_cases():
    for text in ALL:
        if not is_slug(text):
            with pytest.raises(NotFoundError):
                find_case(text)


def test_the_language_of_the_first_html_is_one_of_two():
    assert {"en", "zh"} >= {first_html.language_of(text, text) for text in ALL}


# Names of files -------------------------------------------------------


def test_the_name_of_a_download_is_harmless_whatever_the_case_is_called():
    for text in ALL:
        name = file_name(text, text)

        assert name.endswith(".csv")
        assert not set('/\\\0\r\n"<>:|?*;') & set(name)
        assert not name.startswith((".", "-", "~")), name


# Case files -----------------------------------------------------------

COLUMNS = {
    "events.csv": ["id", "published", "kind", "value", "stories", "stocks", "title_en", "url"],
    "evidence.csv": ["id", "stock", "story", "finding", "value", "published", "url", "period"],
    "claims.csv": ["id", "kind", "subject", "relation", "stated", "first", "tolerance", "text_en"],
    "prices.csv": ["symbol", "date", "open", "volume"],
}


def _put(data, column, text):
    """The same file with another text in one cell of its first row."""
    rows = list(csv.reader(io.StringIO(data.decode())))
    rows[1][rows[0].index(column)] = text
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


@pytest.fixture
def small(tmp_path):
    """The small case of the tests, to be spoiled."""
    return Path(shutil.copytree(ROOT / "tests" / "data" / "small", tmp_path / "small"))


@pytest.fixture
def spoiled(lean, tmp_path):
    """The same without prices, which would be read anew for every text in another file."""
    return Path(shutil.copytree(lean, tmp_path / "lean"))


CELLS = [(file, column) for file, columns in COLUMNS.items() for column in columns]


@pytest.mark.parametrize("place", range(len(CELLS)), ids=[" ".join(cell) for cell in CELLS])
def test_a_cell_of_any_kind_is_read_or_refused_by_its_line(request, place):
    file, column = CELLS[place]
    folder = request.getfixturevalue("small" if file == "prices.csv" else "spoiled")
    whole = (folder / file).read_bytes()
    # Part of the texts for each column, the next column the next part.
    step = rounds(17, 5)
    for text in filter(storable, ALL[place % step :: step]):
        (folder / file).write_bytes(_put(whole, column, text))
        error = refusal(lambda: read_case(folder))

        assert error is None or is_said(error), text


@pytest.mark.parametrize("key", ["slug", "title", "calendar", "timezone", "currency"])
def test_a_key_of_any_kind_is_read_or_refused(spoiled, key):
    place = spoiled / "case.toml"
    lines = place.read_text(encoding="utf-8").splitlines()
    assert any(line.startswith(f"{key} =") for line in lines)
    step = rounds(20, 5)
    for text in filter(storable, ALL[len(key) % step :: step]):
        changed = [
            f"{key} = {json.dumps(text)}" if line.startswith(f"{key} =") else line for line in lines
        ]
        place.write_text("\n".join(changed), encoding="utf-8")
        error = refusal(lambda: read_case(spoiled))

        assert error is None or is_said(error), text


@pytest.mark.parametrize("name", ["case.toml", "events.csv", "claims.csv", "prices.csv"])
def test_a_file_that_is_nothing_but_hostile_is_refused_whole(small, name):
    step = rounds(12, 3)
    for text in filter(storable, ALL[len(name) % step :: step]):
        (small / name).write_bytes(text.encode())
        error = refusal(lambda: read_case(small))

        assert isinstance(error, CaseError), text
        assert is_said(error)


# Settings -------------------------------------------------------------

KINDS_OF_SETTINGS = ["STORE", "LOG", "FRAME_ANCESTORS", "ORDER", "EDITORS", "GROUPS_CLAIM"]
SOURCES = ["YAHOO_BASE", "YAHOO_PROXY", "YAHOO_TIMEOUT", "YAHOO_ENABLED", "YAHOO_RETRIES"]

SETTINGS = [*KINDS_OF_SETTINGS, "LOGIN_REQUIRED", *SOURCES]


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_of_any_kind_is_used_or_refused(monkeypatch, tmp_path, name):
    variable = f"MARKET_NARRATIVE_{name}"
    assert variable in {option.variable for option in known_options().values()}
    # A part of the texts for each setting, the next setting the next part.
    step = rounds(4, 1)
    for text in ALL[SETTINGS.index(name) % step :: step]:
        if "\0" in text or not storable(text):  # no variable can hold it
            continue
        monkeypatch.setenv(variable, text)
        error = refusal(load_settings)

        assert error is None or is_said(error), text
        _check_headers()


def _check_headers():
    for name, value in first_html.headers().items():
        assert value.isascii(), name
        assert not set("\r\n\0") & set(value), name
    rules = first_html.headers()["Content-Security-Policy"].split("; ")
    names = [rule.split(" ")[0] for rule in rules]

    assert len(names) == len(set(names))
    assert "'unsafe-inline'" not in next(r for r in rules if r.startswith("script-src"))


def test_a_settings_file_of_any_kind_is_used_or_refused(monkeypatch, tmp_path):
    for number, text in enumerate(filter(storable, ALL[:: rounds(3, 1)])):
        # Another name for each: a file is read once.
        monkeypatch.setenv("MARKET_NARRATIVE_SETTINGS", str(tmp_path / f"{number}.toml"))
        (tmp_path / f"{number}.toml").write_text(text, encoding="utf-8", newline="")
        error = refusal(load_settings)

        assert error is None or is_said(error), text
