"""What is written reads back as it was; no case is ever half-written."""

import csv
import re
import shutil
from dataclasses import replace
from datetime import datetime
from errno import ENOSPC
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.case import PRECISIONS, Event, Moment, Text
from dashboard.cases.cells import FORMULA_STARTS, NOT_TEXT, clean, narrow
from dashboard.cases.folders import CaseFolder, new_case, read_case, write_case
from dashboard.errors import CaseError, InputError

pytestmark = pytest.mark.slow

SMALL = Path(__file__).parents[1] / "data" / "small"


def written(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_writing_changes_nothing_but_formatting(small, tmp_path):
    content = small.bytes("events.csv", lambda data: data.decode().encode("utf-8-sig")).read()
    write_case(content, tmp_path / "once")
    again = read_case(tmp_path / "once")
    write_case(again, tmp_path / "twice")

    assert content.case == again.case
    assert content.market.prices.equals(again.market.prices)
    assert written(tmp_path / "once") == written(tmp_path / "twice")
    assert again == read_case(tmp_path / "twice")


@pytest.mark.parametrize("ending", ["\r", "\r\n", "\n"])
def test_a_line_break_of_any_kind_in_a_cell_reads_back_as_one(small, tmp_path, ending):
    content = small.read()
    first, *rest = content.case.events
    broken = replace(first, source=f"two{ending}lines")
    case = replace(content.case, events=(broken, *rest))

    write_case(replace(content, case=case), tmp_path / "made")

    assert "two\nlines" == read_case(tmp_path / "made").case.events[0].source


def test_writing_replaces_a_case_and_keeps_what_is_not_its_own(small):
    (small.path / "README.md").write_text("Notes")
    content = small.read()
    write_case(content, small.path)
    assert "Notes" == (small.path / "README.md").read_text()
    assert content.case == small.read().case


def test_prices_that_a_case_no_longer_keeps_do_not_stay_behind(small, tmp_path):
    bare = Path(shutil.copytree(SMALL, tmp_path / "bare"))
    for name in ("prices.csv", "prices.toml"):
        (bare / name).unlink()
    write_case(read_case(bare), small.path)
    assert not (small.path / "prices.csv").exists()
    assert small.read().market.prices.empty


def test_nothing_is_written_over_a_folder_of_other_things(tmp_path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat.png").write_bytes(b"x")
    with pytest.raises(InputError, match="no case folder"):
        write_case(read_case(SMALL), tmp_path / "photos")


@pytest.mark.parametrize("write", [write_case, new_case])
def test_where_no_file_can_be_written_one_sentence_names_the_folder_that_was_meant(
    small, tmp_path, monkeypatch, write
):
    def full(*_):
        raise OSError(ENOSPC, "No space left on device")

    content = read_case(SMALL)
    monkeypatch.setattr(Path, "write_bytes", full)

    with pytest.raises(InputError, match=r"/other” cannot be written \(No space left"):
        write(content, tmp_path / "other")
    assert not (tmp_path / "other").exists()


def test_a_case_that_breaks_a_rule_is_not_written_at_all(small, tmp_path):
    content = small.read()
    object.__setattr__(content.case.events[0], "url", "javascript:alert(1)")
    with pytest.raises(CaseError):
        write_case(content, tmp_path / "new")
    assert ["small"] == [path.name for path in tmp_path.iterdir()]


# Formulas of a spreadsheet are text here: nothing runs them, nothing changes them.
TEXT = st.one_of(
    st.text(st.sampled_from("ab,\"\n;:=+-@#'\\{}%“”，；　 液冷𠮷é\t"), min_size=1, max_size=12),
    st.sampled_from(["=1+1", "+HYPERLINK(1)", "-1", "@x", '"', "'", '""", """', "#", "[[a]]"]),
    st.text(max_size=12).filter(lambda text: not NOT_TEXT.search(text)),
).map(clean)
FULL = TEXT.filter(bool)
BOTH = st.builds(Text, TEXT, TEXT).filter(lambda text: text != Text())
FINITE = st.floats(-1e18, 1e18)
IDS = st.lists(st.from_regex(r"[\w][\w.-]{0,9}", fullmatch=True).map(narrow), unique=True)


@st.composite
def moments(draw):
    precision = draw(st.sampled_from(PRECISIONS))
    stamp = draw(st.datetimes(datetime(1991, 1, 1), datetime(2045, 1, 1)))
    timed = {"second": {}, "minute": {"second": 0}}
    known = timed.get(precision, {"hour": 0, "minute": 0, "second": 0})
    zone = draw(st.sampled_from(["Asia/Shanghai", "America/New_York", "UTC"]))
    return Moment(stamp.replace(microsecond=0, **known), precision, zone)


@st.composite
def contents(draw):
    content = read_case(SMALL)
    value = st.one_of(st.just((None, "")), st.tuples(FINITE, FULL))
    events, evidence = [], []
    for name in draw(IDS.filter(lambda ids: all(map(_is_id, ids)))):
        number, unit = draw(value)
        reading = {"series": "s", "value": number, "unit": unit} if unit else {}
        one = Event(name, draw(moments()), "news", draw(BOTH), draw(FULL), **reading)
        events.append(one)
        row = replace(content.case.evidence[0], id=name, published=draw(moments()))
        row = replace(row, value=number, unit=unit, statement=draw(BOTH), quote=draw(TEXT))
        evidence.append(replace(row, document=draw(FULL), searched=draw(TEXT)))
    claim = replace(content.case.claims[-1], stated=draw(TEXT), text=draw(BOTH))
    case = replace(content.case, title=draw(BOTH), question=draw(BOTH), claims=(claim,))
    case = replace(case, events=tuple(events), evidence=tuple(evidence))
    prices = content.market.prices.copy()
    close = draw(st.floats(1e-9, 1e9))
    prices.loc[0, ["open", "high", "low", "close"]] = close
    market = replace(content.market, prices=prices)
    return CaseFolder(case, market, (), ())


def _is_id(text: str) -> bool:
    return bool(re.fullmatch(r"\w[\w.-]{0,63}", text))


@settings(max_examples=60)
@given(contents())
def test_what_is_written_reads_back_as_it_was(content):
    with TemporaryDirectory() as place:
        once, twice = Path(place) / "once", Path(place) / "twice"
        write_case(content, once)
        again = read_case(once)
        write_case(again, twice)
        assert content.case == again.case
        assert content.market.prices.equals(again.market.prices)
        assert written(once) == written(twice)


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://evil.invalid")',
        "+1+1",
        "-2+3",
        "@SUM(A1)",
        "＝1+1",
        "'=already led",
        "''=twice",
        "'quoted'",
        "-0.05",
        "=",
    ],
)
def test_no_cell_of_a_written_case_is_a_formula_and_every_text_comes_back(small, tmp_path, text):
    """The case inside an archive is opened by spreadsheets too."""
    content = small.read()
    first, *rest = content.case.events
    hostile = replace(first, title=Text(text, text), source=text)
    case = replace(content.case, events=(hostile, *rest))

    write_case(replace(content, case=case), tmp_path / "made")

    for file in (tmp_path / "made").glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as lines:
            cells = [cell for row in csv.reader(lines) for cell in row]
        assert [] == [cell for cell in cells if cell.startswith(FORMULA_STARTS) and runs(cell)]
    assert hostile == read_case(tmp_path / "made").case.events[0]


def runs(cell):
    """Whether a spreadsheet does more with a cell than show a number or a lone sign."""
    return cell != "=" and not re.fullmatch(r"[+-]?[0-9.]+%?", cell)
