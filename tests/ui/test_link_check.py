"""Whatever a link holds that cannot be used is named above its page, and nothing is dropped."""

import html
import re

import pytest

from dashboard.analysis.trial import Trial
from dashboard.cases.folders import find_case, read_case
from dashboard.language.language import Language
from dashboard.ui import frame, link_check, state
from dashboard.ui.state import Address
from tests.ui.reading import folded, texts
from tests.ui.test_share_links import documented

pytestmark = pytest.mark.slow

BAD = "no-such-thing"
LONG = "w" * 90
# What takes any text, or is answered in its own place by a sentence of its own.
TEXTS = {("claims", "say"), ("filings", "q"), ("article", "draft")}
# Go along on pages that are about no case, and are used by none of them.
ABOUT_A_CASE = set(state.SHARED) - set(state.GENERAL)
PLAIN = ("article", "cases", "radar")


def bad_link(page, names):
    """Every parameter of a page with a value that it cannot have."""
    left = {name for name in names if (page, name) not in TEXTS} - {"only"}
    left -= ABOUT_A_CASE if page in PLAIN else set()
    bad = dict.fromkeys(sorted(left), BAD)
    bad |= {"q": LONG} if "q" in left else {}
    return bad | ({"desk": "no"} if "desk" in left else {})


def named(text, name, value):
    """Whether a sentence of the page names the value: with its parameter, or in its own words."""
    return {
        "missing": f"There is no page “{value}”",
        "q": "Of the link's “q” only the first 80 letters",
        "edition": f"“{value}”",
        "hit": "The link's hit was ignored",
    }.get(name, f"“{name}={value}” was ignored") in text


@pytest.mark.parametrize("page", list(documented()))
def test_every_parameter_of_the_documented_table_is_named_when_it_is_bad(page, opened, monkeypatch):
    monkeypatch.setattr(link_check, "MOST", 99)
    link = bad_link(page, documented()[page])

    text = html.unescape(texts(opened(page, **link)))

    assert [] == [name for name, value in link.items() if not named(text, name, value)]


def test_in_chinese_too_with_the_words_of_the_reader(opened):
    text = texts(opened("prices", lang="zh", step="1", zoom="lines", stok="x", verdict="y"))

    for said in (
        "“step=1”已忽略：这一步在“故事”页",
        "“zoom=lines”已忽略：缩放要写明图表和首尾两个交易日",
        "“stok=x”已忽略：没有页面认得这个名称，可能是想写“stock”",
        "“verdict=y”已忽略：它只用于论断页",
    ):
        assert said in text


@pytest.mark.parametrize(
    ("page", "link", "said"),
    [
        ("prices", {"zoom": "lines:2025-02-13~2025-02-05"}, "its first session is later"),
        ("prices", {"zoom": "curves:2025-02-05~2025-02-13"}, "its chart can be "),
        ("data", {"zoom": "lines:2025-02-05~2025-02-13"}, "this page has no chart over time"),
        ("prices", {"zoom": "lines:2025-02-13~2025-02-13"}, "shows too few sessions"),
        ("prices", {"open": "lines,nothing"}, "“open=nothing” was ignored"),
        ("story", {"step": "4"}, "“step=4” was ignored: that step stands on the page "),
        ("cases", {"only": "lines"}, "“only=lines” was ignored: this page has no figure"),
        ("story", {"only": "returns", "stok": "1"}, "“stok=1” was ignored"),
        ("story", {"kind": "groups"}, "it belongs to Prices, Timeline, Exposure and Filings."),
        ("story", {"<b>": "<script>"}, "“&lt;b&gt;=&lt;script&gt;” was ignored: no page knows"),
        ("story", {f"x{n}": "1" for n in range(9)}, "The link has more that was ignored: 3."),
    ],
)
def test_what_is_wrong_is_said_with_its_rule(page, link, said, opened):
    assert said in texts(opened(page, **link))


def test_a_good_link_and_what_others_hang_on_it_are_passed_in_silence(opened):
    link = {"zoom": "lines:2025-02-05~2025-02-13", "open": "lines", "kind": "groups", "step": "2"}
    foreign = {"utm_source": "mail", "fbclid": "1", "from": "singlemessage", "embed": "true"}

    text = texts(opened("prices", **(link | {"step": ""}), **foreign))

    assert "was ignored" not in text
    assert "shows too few" not in text


def test_whatever_unfolds_on_a_page_can_be_named_by_a_link(opened):
    content = read_case(find_case("liquid-cooling-2025"))
    trial = Trial.of(content)
    seen = {page: set() for page in state.OWN}
    for page in frame.PAGES:
        app = opened(page)
        seen[page] |= set(re.findall(r'data-fold="([^"]+)"', texts(app)))
        seen[page] |= {each["name"] for each in folded(app)}

    assert {"measures", "returns"} <= seen["story"]
    for page, names in seen.items():
        view = ViewOf(trial)
        assert names <= link_check.folds(page, view), page


class ViewOf:
    """As much of a view as what unfolds is made from."""

    def __init__(self, trial):
        self.trial, self.case = trial, trial.case


def test_a_name_that_stands_twice_is_told_with_the_one_that_counts():
    address = Address({"stock": "603881.SS", "utm": "1"}, "en", repeated=frozenset({"stock"}))
    with state.reading(address):
        first, *rest = link_check.ignored("cases", frame.PAGES)

    assert "The link has “stock” more than once: the last one, “603881.SS”, counts." == (
        Language().error(first)
    )
    assert 1 == len(rest)
