"""The HTML report: whole, self-contained, its numbers those of the results, text only text."""

import base64
import hashlib
import json
import re
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser

import pytest

from dashboard.case import Window
from dashboard.charts.theme import home_look
from dashboard.exports.report import report_html
from dashboard.exports.results import results
from dashboard.language.language import Language
from tests.exhibits.kinds import only
from tests.slim_case import slim

pytestmark = pytest.mark.slow

VOID = {"meta", "br", "wbr", "img", "link", "input", "hr"}
LOADING = {"img", "iframe", "object", "embed", "audio", "video", "source", "link", "base", "form"}


class Page(HTMLParser):
    """Tags, addresses, scripts, styles and tables of a page, as a browser would read them."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags, self.stack = [], []
        self.scripts, self.styles, self.text = [], [], []
        self.tables = {}
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        known = dict(attrs)
        self.tags.append((tag, known))
        if tag not in VOID:
            self.stack.append((tag, known))
        if tag == "script":
            self.scripts.append((known, []))
        if tag == "style":
            self.styles.append([])
        self._table(tag, known)

    def _table(self, tag, known):
        place = next((a["id"] for t, a in reversed(self.stack) if t == "section"), "")
        rows = self.tables.setdefault(place, [])
        if tag == "th" and "data-column" in known:
            rows.append(("column", known["data-column"]))
        elif tag == "tr":
            rows.append(("row", []))
        elif tag == "td" and rows:
            rows.append(("cell", [known.get("data-value"), "", known]))

    def handle_endtag(self, tag):
        while self.stack and self.stack.pop()[0] != tag:
            pass

    def handle_data(self, data):
        inside = self.stack[-1][0] if self.stack else ""
        if inside == "script":
            self.scripts[-1][1].append(data)
        elif inside == "style":
            self.styles[-1].append(data)
        else:
            self.text.append(data)
            self._cell(data)

    def _cell(self, data):
        if not any(tag == "td" for tag, _ in self.stack):
            return
        place = next((a["id"] for t, a in reversed(self.stack) if t == "section"), "")
        last = next((each for each in reversed(self.tables[place]) if each[0] == "cell"), None)
        if last is not None:
            last[1][1] += data

    def rows(self, section):
        """Rows of the first table of numbers in a section: full values, else what is read."""
        names = [name for kind, name in self.tables[section] if kind == "column"]
        found, row = [], None
        for kind, value in self.tables[section]:
            if kind == "row":
                row = []
                found.append(row)
            elif kind == "cell" and row is not None:
                row.append(value[1] if value[0] is None else float(value[0]))
        return [dict(zip(names, row, strict=True)) for row in found if len(row) == len(names)]

    def data(self, name):
        """JSON kept in the page under that id."""
        (text,) = ("".join(body) for known, body in self.scripts if known.get("id") == name)
        return json.loads(text)


@pytest.fixture(scope="module")
def written(imprint, en):
    """The page as it is written."""
    return report_html(imprint, en)


@pytest.fixture(scope="module")
def page(written):
    return Page(written)


@pytest.fixture(scope="module")
def hostile_report(hostile):
    """Report of the hostile case by language, each made once."""
    return cache(lambda code: report_html(hostile, home_look(hostile.trial.case, Language(code))))


@pytest.fixture(scope="module")
def numbers(imprint):
    """Results worked out apart from the report."""
    return results(imprint.trial)


# Self-contained -------------------------------------------------------


def test_nothing_is_loaded_from_anywhere(page):
    loading = [(tag, a) for tag, a in page.tags if tag in LOADING or "src" in a or "srcset" in a]
    styles = "".join("".join(style) for style in page.styles)

    assert [] == loading
    assert not re.search(r"@import|url\(", styles)
    assert not [a for _, a in page.tags if re.search(r"url\(|@import", a.get("style", ""))]


def test_the_content_policy_allows_our_own_scripts_by_hash_and_nothing_else(page):
    (policy,) = (
        a["content"] for _, a in page.tags if a.get("http-equiv") == "Content-Security-Policy"
    )
    run = ["".join(body) for known, body in page.scripts if known.get("type") is None]
    hashes = [base64.b64encode(hashlib.sha256(each.encode()).digest()).decode() for each in run]

    assert 2 == len(run)
    assert "default-src 'none'" in policy
    assert " ".join(f"'sha256-{each}'" for each in hashes) in policy
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.partition("script-src")[2].partition(";")[0]


def test_plotly_is_in_the_page_once(page):
    large = [body for _, body in page.scripts if sum(map(len, body)) > 1_000_000]

    assert 1 == len(large)


def test_links_lead_to_web_pages_or_to_places_in_the_page(page):
    ids = {a["id"] for _, a in page.tags if "id" in a}
    links = [a["href"] for tag, a in page.tags if tag == "a"]

    assert [] == [to for to in links if not to.startswith(("https://", "http://", "#"))]
    assert [] == [to for to in links if to.startswith("#") and to[1:] not in ids]


def test_an_id_stands_once(page):
    ids = [a["id"] for _, a in page.tags if "id" in a]

    assert [] == sorted({each for each in ids if ids.count(each) > 1})


# Content --------------------------------------------------------------


def test_the_answer_comes_first(page):
    text = re.sub(r"\s+", " ", " ".join(page.text))

    headline = "Nothing here speaks for “Liquid-cooling business”"
    assert text.index(headline) < text.index("rose 31% on average") < 1000
    assert text.index("rose 31% on average") < text.index("returned 27.7 points more") < 2000


@pytest.mark.parametrize(
    "name",
    [
        *("returns", "splits", "build-up", "lines", "panels", "timeline", "order", "grades"),
        *("window-grid", "after", "leave-one-out", "models", "placebo-time", "hindsight"),
        "placebo-groups",
    ],
)
def test_every_chart_has_its_drawing_words_and_table(page, name):
    drawing, still = page.data(f"figure-{name}"), page.data(f"still-{name}")
    (box,) = (a for _, a in page.tags if a.get("data-figure") == name and "aria-label" in a)

    assert drawing["data"]
    assert box["aria-label"]
    # A picture of it stands in the page for those whose browser runs no scripts.
    assert [f"picture-{name}-title"] == [
        a["aria-labelledby"]
        for tag, a in page.tags
        if tag == "svg" and a.get("aria-labelledby", "").startswith(f"picture-{name}-title")
    ]
    assert drawing["layout"]["height"] < still["layout"]["height"]
    assert page.rows(name)


def test_source_and_digest_stand_under_every_chart(page, imprint):
    text = "".join(page.text)
    charts = sum("aria-label" in a and "data-figure" in a for _, a in page.tags)

    assert charts <= text.count(f"data {imprint.trial.folder.digest[:8]}")


def test_evidence_events_and_claims_are_all_there(page, imprint):
    ids = {a["id"] for _, a in page.tags if "id" in a}
    case = imprint.trial.case

    assert {f"statement-{row.id}" for row in case.evidence} <= ids
    assert {f"event-{event.id}" for event in case.events} <= ids
    assert {f"claim-{claim.id}" for claim in case.claims} <= ids


def test_every_source_with_an_address_is_linked(page, imprint):
    links = {a["href"] for tag, a in page.tags if tag == "a"}
    addresses = {
        each.url for each in (*imprint.trial.case.evidence, *imprint.trial.case.events) if each.url
    }

    assert addresses
    assert set() == addresses - links


def test_it_names_version_digest_edition_and_how_to_cite(hostile, hostile_report):
    text = "".join(Page(hostile_report("en")).text)

    assert hostile.trial.folder.digest in text
    assert "edition 0123456789abcdef" in text
    assert "@misc{liquid-cooling-2025-20250213-" in text
    assert "Accessed 2026-11-25" in text


def test_a_chinese_report_is_chinese(imprint, zh):
    page = Page(report_html(imprint, zh))
    text = "".join(page.text)

    assert {"lang": "zh-CN"} == page.tags[0][1]
    assert "这里看不到支持“液冷业务”的迹象" in text
    assert "A gap of" not in text
    assert "points more than" not in text


def test_the_same_numbers_give_the_same_page(imprint, en, written):
    assert written == report_html(replace(imprint), en)


# Numbers --------------------------------------------------------------


def test_every_full_value_reads_back_as_a_number(page):
    values = [a[key] for _, a in page.tags for key in ("data-value", "data-pvalue") if key in a]
    values += [a["value"] for tag, a in page.tags if tag == "data"]

    assert 1000 < len([float(value) for value in values])


def test_the_results_travel_inside_the_page(page, numbers):
    assert json.loads(json.dumps(numbers)) == page.data("results")


def test_returns_are_those_of_the_results(page, numbers):
    shown = {row["symbol"]: row["return (fraction)"] for row in page.rows("returns")}

    assert numbers["returns"] == shown


def test_groups_and_benchmark_are_those_of_the_results(page, numbers):
    rows = page.rows("window-returns")
    means = {row["group"]: row["return (fraction)"] for row in rows if row["level"] == "group"}

    assert {name: block["mean"] for name, block in numbers["groups"].items()} == means


def test_the_build_up_ends_at_the_difference_of_the_results(page, numbers):
    ends = {row["session"]: row["difference (fraction)"] for row in page.rows("build-up")}

    assert numbers["difference"]["value"] == ends["2025-02-13"]


def test_leave_one_out_is_that_of_the_results(page, numbers):
    rows = page.rows("leave-one-out")

    shown = {row["left out"]: row["difference (fraction)"] for row in rows}

    assert numbers["leave_one_out"] == shown


def test_every_window_of_the_heat_map_is_that_of_the_results(page, numbers):
    known = {
        (each["base"], each["last"]): (each["difference"], each["count"])
        for each in numbers["window_grid"]
    }
    rows = page.rows("window-grid")

    assert 100 < len(rows)
    for row in rows:
        shown = (row["difference (fraction)"], row["count"])
        assert known[(row["base"], row["last"])] == shown


def test_shares_before_the_events_are_those_of_the_results(page, numbers):
    known = {each["event"]: each["share_before"] for each in numbers["order"]}
    shown = {}
    for tag, a in page.tags:
        if tag == "li" and a.get("id", "").startswith("event-"):
            event = a["id"].removeprefix("event-")
            shown[event] = None
        elif a.get("class") == "moved" and "data-value" in a:
            shown[next(reversed(shown))] = float(a["data-value"])

    assert known == shown


def test_cells_of_the_story_table_are_those_of_the_results(page, numbers, imprint):
    stories = [column.story for column in imprint.trial.table.stories]
    cells, row, place = {}, "", 0
    for tag, a in page.tags:
        if tag == "tr" and "data-row" in a:
            row, place = a["data-row"], 0
        elif (
            tag == "td"
            and row
            and a.get("class", "").split()[-1:]
            in (
                ["strong"],
                ["weak"],
                ["none"],
            )
        ):
            cells[(stories[place], row)] = (a.get("data-value"), a.get("data-pvalue"))
            place += 1

    for story, block in numbers["story_table"].items():
        for name, known in block.items():
            shown = cells[(story, name)]
            expected = tuple(None if known[k] is None else known[k] for k in ("value", "pvalue"))
            assert expected == tuple(None if each is None else float(each) for each in shown)


def test_verdicts_and_recomputed_values_of_claims_are_those_of_the_results(page, numbers):
    verdicts, values, claim = {}, {}, ""
    for tag, a in page.tags:
        if "data-verdict" in a:
            claim = a["id"].removeprefix("claim-")
            verdicts[claim] = a["data-verdict"]
        elif tag == "section":
            claim = ""
        elif claim and tag != "td" and "data-value" in a:
            values[claim] = float(a["data-value"])

    assert {name: block["verdict"] for name, block in numbers["claims"].items()} == verdicts
    computed = {name: block["computed"] for name, block in numbers["claims"].items()}
    assert {n: v for n, v in computed.items() if isinstance(v, float | int)} == values


def test_another_window_has_other_numbers(shipped, make_imprint, en):
    small = make_imprint(slim(shipped))
    later = Window(small.trial.window.first, small.trial.sessions.after(small.trial.window.last))
    other = replace(small, trial=replace(small.trial, window=later))
    page = Page(report_html(other, en))
    numbers = page.data("results")

    shown = {row["symbol"]: row["return (fraction)"] for row in page.rows("returns")}

    assert "2025-02-14" == numbers["window"]["last"]
    assert numbers["returns"] == shown


# Text from outside ----------------------------------------------------


@pytest.mark.parametrize("code", ["en", "zh"])
def test_hostile_text_stays_text(hostile_report, page, code):
    made = Page(hostile_report(code))
    handlers = [a for _, a in made.tags if any(name.startswith("on") for name in a)]
    kinds = {tag for tag, _ in made.tags}

    assert [] == handlers
    assert kinds <= {tag for tag, _ in page.tags}
    assert len(page.scripts) == len(made.scripts)
    assert [] == [
        a["href"]
        for tag, a in made.tags
        if tag == "a" and not a["href"].startswith(("http://", "https://", "#"))
    ]
    assert "<img src=x onerror=alert(2)>" in "".join(made.text)


def test_data_inside_the_page_cannot_end_their_element(hostile_report):
    text = hostile_report("en")
    inside = re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', text, re.DOTALL)

    assert inside
    assert [] == [each for each in inside if re.search(r"[<>&\u2028]", each)]


# Awkward cases --------------------------------------------------------


def test_a_case_of_one_stock_has_a_report_that_says_what_it_lacks(shipped, make_imprint, en):
    small = slim(shipped)
    small = make_imprint(replace(small, case=only(small.case, {"300249.SZ"})))

    text = "".join(Page(report_html(small, en)).text)

    assert "Yimikang" in text
    assert "Does the gap hang on one stock?" in text


def test_a_case_without_prices_has_a_report_with_its_evidence(shipped, make_imprint, en):
    none = replace(shipped.market, prices=shipped.market.prices.iloc[:0])
    page = Page(report_html(make_imprint(replace(shipped, market=none)), en))

    assert "No prices yet" in "".join(page.text)
    assert "statement-" in "".join(a.get("id", "") for _, a in page.tags)


def test_a_case_without_evidence_events_and_claims_has_a_report(shipped, make_imprint, en):
    small = slim(shipped)
    bare = replace(small.case, evidence=(), events=(), claims=())
    page = Page(report_html(make_imprint(replace(small, case=bare)), en))
    ids = {a["id"] for _, a in page.tags if "id" in a}

    assert "returns" in ids
    assert {"timeline", "events", "claims-ledger", "part-claims"}.isdisjoint(ids)
