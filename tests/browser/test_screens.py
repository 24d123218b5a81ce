"""Every page in both languages and themes, at a desk and on a phone: seen and measured.

With MARKET_NARRATIVE_PICTURES=1 each is photographed whole into ``test-results/screenshots``,
for a person to look at; that doubles the time.
"""

import os
import re
from urllib.parse import urlsplit

import pytest

from dashboard.case import Text
from dashboard.cases.folders import read_case
from dashboard.language.language import CODES, Language
from dashboard.language.words import article
from tests.browser import axe
from tests.browser.chromium import Reader
from tests.browser.driving import FIRST, PAGES
from tests.thoroughness import THOROUGH, variants

PICTURES = "MARKET_NARRATIVE_PICTURES"
PAPER = {"light": "rgb(251, 250, 246)", "dark": "rgb(20, 22, 26)"}
CHARTS = {"story": 2, "prices": 2, "timeline": 3, "exposure": 1}  # fewest a page shows

# Words Streamlit brings along; on a Chinese page none of them may be seen.
BUILT_IN = re.compile(
    r"Choose an option|Choose options|No results|No options|Fullscreen|Deploy|Page not found|"
    r"Running|Connecting|CONNECTING|Connection error|Download as CSV|Search|Show/hide|"
    r"Press Enter|Select all|Made with|Manage app|Rerun|Clear value"
)
_WORD = r"[A-Za-z][A-Za-z'’-]*"
ENGLISH = re.compile(rf"\b{_WORD}(?:[ ,;:]+{_WORD}){{3,}}")
CHINESE = re.compile(r"[\u4e00-\u9fff]{2,}")

# What the reader sees on a screen, element by element; words in another language on
# purpose stand in an element that says so with its own lang attribute.
_SEEN = """() => {
  const own = document.documentElement.lang.slice(0, 2);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const seen = [];
  for (let node; (node = walker.nextNode());) {
    const element = node.parentElement;
    const text = node.textContent.trim();
    if (!text || element.closest('script, style, noscript, template')) continue;
    if (!element.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
    if (element.getClientRects().length === 0) continue;
    const marked = element.closest('[lang]');
    if (marked && marked.lang.slice(0, 2) !== own) continue;
    seen.push({text, inTable: Boolean(element.closest('table.data tbody'))});
  }
  for (const input of document.querySelectorAll('input:placeholder-shown'))
    if (input.checkVisibility() && input.placeholder) seen.push({text: input.placeholder});
  for (const figure of document.querySelectorAll('[role="figure"][aria-label]'))
    seen.push({text: figure.getAttribute('aria-label')});
  return seen;
}"""

_MEASURED = """() => {
  const main = document.querySelector('[data-testid="stMain"]');
  const paper = element => getComputedStyle(element).backgroundColor;
  // What scrolls inside a frame of its own may reach further.
  const right = [...document.querySelectorAll('h1, h2, p, .js-plotly-plot, table, summary')]
    .filter(e => !e.closest('.scroll, .st-key-nav') && e.checkVisibility())
    .map(e => [Math.round(e.getBoundingClientRect().right), e.tagName, e.className])
    .filter(([edge]) => edge > innerWidth);
  // Words inside a chart: those that lie on each other, those that are cut off at its edge.
  const words = [...document.querySelectorAll('.js-plotly-plot')].map(chart => ({
    edge: chart.getBoundingClientRect(),
    texts: [...chart.querySelectorAll('svg text')]
      .filter(e => e.textContent.trim() && e.checkVisibility() && !e.closest('.hoverlayer'))
      .map(e => ({text: e.textContent.trim(), box: e.getBoundingClientRect()})),
  }));
  const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4;
  const crowded = words.flatMap(({texts}) => texts.flatMap((one, place) =>
    texts.slice(place + 1).filter(other => meet(one.box, other.box))
      .map(other => `${one.text} on ${other.text}`)));
  const clipped = words.flatMap(({edge, texts}) => texts
    .filter(({box}) => box.left < edge.left - 1 || box.right > edge.right + 1
      || box.top < edge.top - 2 || box.bottom > edge.bottom + 2).map(({text}) => text));
  return {
    crowded: crowded.slice(0, 5), clipped: clipped.slice(0, 5),
    window: [document.scrollingElement.scrollWidth, innerWidth],
    main: [main.scrollWidth, main.clientWidth],
    height: main.scrollHeight,
    paper: paper(document.querySelector('.stApp')),
    beyond: right.slice(0, 5),
    drawn: document.querySelectorAll('.js-plotly-plot .main-svg').length,
    marks: [...document.querySelectorAll('.js-plotly-plot')].map(
      chart => chart.querySelectorAll('.main-svg path, .main-svg .annotation').length),
  };
}"""


@pytest.fixture(scope="module")
def names(shipped_case):
    """Names of stocks, papers and documents, which stay as they are in every language."""
    folder = read_case(shipped_case)
    case = folder.case
    kept = {case.source.title, case.source.publisher, folder.market.note.source}
    kept |= {name for stock in case.stocks for name in (stock.name.en, stock.name.zh)}
    kept |= {article(case.source, Language(code)) for code in CODES} | {case.source.author}
    kept |= {event.source for event in case.events}
    kept |= {row.document for row in case.evidence}
    # Keys of the case's tables, which its health report names.
    kept |= {item.id for item in (*case.events, *case.evidence, *case.claims, *case.stories)}
    # The language switch names each language in that language.
    kept |= {"中文"}
    return sorted((name for name in kept if name), key=len, reverse=True)


@pytest.fixture(scope="module")
def texts(shipped_case):
    """Titles and statements of the case: its tables hold both languages, as its files do."""
    case = read_case(shipped_case).case
    pairs = [item.title for item in (*case.events, *case.stories, *case.groups)]
    pairs += [row.statement for row in case.evidence] + [claim.text for claim in case.claims]
    pairs += [claim.said for claim in case.claims]
    pairs += [Text(claim.document, claim.document_zh) for claim in case.claims]
    pairs += [story.predicts for story in case.stories] + [case.title, case.question]
    return {text for pair in pairs for text in (pair.en, pair.zh)}


def own_words(seen, texts):
    """What the dashboard says itself: everything but the case's texts in the tables."""
    return [item["text"] for item in seen if not (item.get("inTable") and item["text"] in texts)]


def without(text, names):
    for name in names:
        text = text.replace(name, " · ")
    return text


def foreign(seen, lang, names):
    """Passages that are not in the language of the page."""
    other = ENGLISH if lang == "zh" else CHINESE
    return sorted({text[:160] for text in seen if other.search(without(text, names))})


def faults(measured, seen, name, lang, scheme, names):
    """Everything wrong with a screen at once: one look at the report mends them all."""
    width, room = measured["main"]
    outer, window = measured["window"]
    found = [
        (measured["paper"] != PAPER[scheme], f"the paper is {measured['paper']}"),
        (measured["drawn"] < CHARTS.get(name, 0), f"only {measured['drawn']} charts are drawn"),
        (0 in measured["marks"], f"an empty chart: marks {measured['marks']}"),
        (outer > window, f"the window scrolls sideways: {outer} in {window}"),
        (width > room, f"the page scrolls sideways: {width} in {room}"),
        (measured["crowded"], f"labels on each other: {measured['crowded']}"),
        (measured["clipped"], f"labels cut off: {measured['clipped']}"),
        (measured["beyond"], f"beyond the right edge: {measured['beyond']}"),
    ]
    found += [(True, f"not accessible: {rule}") for rule in measured["broken"]]
    found += [(True, f"not in {lang}: {text}") for text in foreign(seen, lang, names)]
    if lang == "zh":
        found += [(True, f"built-in: {text}") for text in seen if BUILT_IN.search(text)]
    return [words for wrong, words in found if wrong]


def picture(tab, path, height):
    """Photograph the whole page, which scrolls inside the window."""
    page = tab.page
    size = page.viewport_size
    page.set_viewport_size({"width": size["width"], "height": min(height, 12_000)})
    tab.settle()
    page.screenshot(path=path, animations="disabled")
    page.set_viewport_size(size)


# Two readers who differ in everything see each page, two more a half each: every pair of
# language, scheme and width comes up on pages of each kind.  A fault that needs all three at
# once has not been seen, and eight walks take minutes.
READERS = variants(
    [
        ("en", "light", 1440, False),
        ("zh", "dark", 390, True),
        ("en", "dark", 390, False),  # a narrow window on a desk: no phone says so by its name
        ("zh", "light", 1440, False),
    ],
    ("en", "dark", 1440, False),
    ("en", "light", 390, True),
    ("zh", "dark", 1440, False),
    ("zh", "light", 390, True),
)
# Of the pages but the first; axe goes over each page twice, in the walks that see them all.
HALF = {("en", "dark", 390): 0, ("zh", "light", 1440): 1}


def walked(reader):
    """Pages that a reader sees, in order."""
    half = None if THOROUGH else HALF.get(reader)
    pages = enumerate(PAGES.items())
    return [each for n, each in pages if n == 0 or half is None or n % 2 == half]


def look(tab, root, name, lang, scheme, width, *, held):
    """
    Measure a screen as it stands, photograph it when asked, and read what folds as well.

    Where it is `held` against WCAG 2.2 AA axe-core goes over it, unfolded: a second or two.
    """
    measured = tab.page.evaluate(_MEASURED)
    if os.environ.get(PICTURES):
        folder = root / "test-results" / "screenshots"
        folder.mkdir(parents=True, exist_ok=True)
        picture(tab, folder / f"{name}-{lang}-{scheme}-{width}.png", measured["height"])
    # What folds is read as well, but for the raw tables: they show files, whose cells
    # hold both languages and the words of the format.
    tab.page.evaluate(
        "() => document.querySelectorAll('details:not(.astable):not(.onetable details)')"
        ".forEach(one => { one.open = true; })"
    )
    seen = tab.page.evaluate(_SEEN)
    for summary in tab.page.locator("details.astable > summary:visible").all()[:2]:
        summary.evaluate("one => one.click()")
    measured["broken"] = axe.broken(tab.page) if held else []
    return measured, seen


def hosts(requests):
    """Hosts asked over the network; data: and blob: stay in the browser."""
    return {
        urlsplit(url).netloc for url in requests if urlsplit(url).scheme not in {"data", "blob"}
    }


# The pages of editions and filings have nothing to hand out before something was frozen or kept,
# those of articles and cases never.
EMPTY = {"editions", "filings", "article", "cases", "radar"}


def faults_of_table(tab):
    """What is wrong with the first table that the page hands out."""
    with tab.page.expect_download() as caught:
        tab.page.locator('[data-testid="stDownloadButton"] button').first.click()
    content = caught.value.path().read_bytes()
    found = [
        (tab.page.get_by_role("dialog").count() > 0, "a dialog stands over the page"),
        (not caught.value.suggested_filename.endswith(".csv"), "its table is no CSV file"),
        # Excel reads UTF-8 when the file says so with its first bytes.
        (not content.startswith(b"\xef\xbb\xbf"), "its table does not say that it is UTF-8"),
        (len(content.decode("utf-8-sig").splitlines()) < 2, "its table has no row"),
    ]
    return [words for wrong, words in found if wrong]


@pytest.mark.parametrize(("lang", "scheme", "width", "touch"), READERS)
def test_a_walk_over_every_screen(
    visit, live_server, root, names, texts, lang, scheme, width, touch
):
    locale = "zh-CN" if touch and lang == "zh" else "en-GB"
    tab = visit(f"/?lang={lang}", Reader(width, scheme, locale, touch), alive=True)
    found = {}
    for name, path in walked((lang, scheme, width)):
        if name != FIRST:
            tab.turn_to(name)
        shown = tab.page.locator(f".st-key-page_{name}").count()
        held = THOROUGH or (lang, scheme, width) not in HALF
        measured, seen = look(tab, root, name, lang, scheme, width, held=held)
        found[name] = faults(measured, own_words(seen, texts), name, lang, scheme, names)
        found[name] += [] if (1, path) == (shown, tab.path) else [f"{shown} pages at {tab.path}"]
        found[name] += tab.errors + tab.dialogs
        tab.errors.clear()
        if (scheme, width) == ("light", 1440) and name not in EMPTY:
            found[name] += faults_of_table(tab)
    tab.turn_to(FIRST)
    tab.speak("中文" if lang == "en" else "EN")
    tab.wait_for_query(lang="zh" if lang == "en" else "en")
    tab.settle()

    assert {} == {name: faults for name, faults in found.items() if faults}
    assert {urlsplit(live_server.url).netloc} == hosts(tab.requests)
    assert [] == tab.errors
    assert "Traceback" not in live_server.output()
