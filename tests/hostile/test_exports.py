"""Files of a case that is hostile in every field: no formula, no script, no strange name."""

import csv
import io
import json
import re
import zipfile
from collections import Counter
from datetime import UTC, datetime
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from dashboard.analysis.trial import Trial
from dashboard.charts.theme import Look
from dashboard.exhibits.exhibit import Figure, Reader
from dashboard.exhibits.registry import charts
from dashboard.exports.all_tables import all_tables
from dashboard.exports.archive import archive
from dashboard.exports.citation import bibtex, citation, csl_json
from dashboard.exports.claim_review import claim_reviews_json
from dashboard.exports.csv_files import FORMULA_STARTS, csv_bytes
from dashboard.exports.imprint import Imprint
from dashboard.exports.paragraphs import paragraphs
from dashboard.exports.report import report_html
from dashboard.exports.workbook import workbook
from dashboard.language.columns import Table
from dashboard.language.language import Language
from tests.hostile.hostile_case import TURNS, hostile_case
from tests.hostile.strings import ALL, storable
from tests.thoroughness import variants

pytestmark = pytest.mark.slow

MADE = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)
NUMBER = re.compile(r"[-+−]?[0-9.,]+(e[-+]?[0-9]+)?%?", re.IGNORECASE)


def imprint_of(xshg, folder):
    case = folder.case
    return Imprint(Trial(folder, xshg, case.window, case.benchmarks[0].id), MADE)


@pytest.fixture(scope="module", params=variants([0], *range(1, TURNS)))
def imprint(request, shipped, xshg):
    """One of the hostile cases, with all its numbers."""
    start = request.param * 97
    return imprint_of(xshg, hostile_case(shipped, f"hostile-{request.param}", start))


@pytest.fixture
def look(request):
    return Look(Language(request.param))


# Every text of the case stands in both languages: one of them for each kind of file.
in_english = pytest.mark.parametrize("look", variants(["en"], "zh"), indirect=True)
in_chinese = pytest.mark.parametrize("look", variants(["zh"], "en"), indirect=True)


def runs(cell):
    """Whether a spreadsheet would take a cell for a formula."""
    return cell.startswith(FORMULA_STARTS) and not NUMBER.fullmatch(cell)


def rows_of(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


# CSV ------------------------------------------------------------------


def test_no_text_is_a_formula_in_a_csv_file():
    texts = [text for text in ALL if storable(text)]

    cells = rows_of(csv_bytes(Table.of(pd.DataFrame({"t": texts, "end": "x"}))))[1:]
    heads = rows_of(csv_bytes(Table.of(pd.DataFrame([["x"] * len(texts)], columns=texts))))[0]

    assert len(texts) == len(cells) == len(heads)
    assert ["x"] * len(texts) == [end for *_, end in cells]
    assert [] == [cell for cell, _ in cells if runs(cell)]
    assert [] == [head for head in heads if runs(head)]


@in_chinese
def test_no_table_of_a_hostile_case_has_a_formula(imprint, look):
    seen = 0
    for each in all_tables(imprint, look):
        for row in rows_of(csv_bytes(each.table)):
            assert [] == [cell for cell in row if runs(cell)], each.name
            seen += sum("hostile" in cell for cell in row)

    assert seen > 20


# Workbook -------------------------------------------------------------


@in_english
def test_no_cell_of_a_workbook_is_a_formula_or_a_link(imprint, look):
    package = zipfile.ZipFile(io.BytesIO(workbook(imprint, look)))
    tags = Counter()
    for name in package.namelist():
        if name.endswith((".xml", ".rels")):
            tree = ET.fromstring(package.read(name))
            tags.update(each.tag.rpartition("}")[2] for each in tree.iter())
            assert [] == [r for r in tree.iter() if r.get("TargetMode") == "External"], name

    assert tags["c"] > 1000  # cells
    assert {"f": 0, "hyperlink": 0, "oleObject": 0, "externalReference": 0} == {
        tag: tags[tag] for tag in ("f", "hyperlink", "oleObject", "externalReference")
    }


# Report ---------------------------------------------------------------


class Tags(HTMLParser):
    """Tags, attributes that run, and addresses of a page."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.running, self.addresses = Counter(), [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags[tag] += 1
        for name, value in attrs:
            if name.startswith("on") or name in {"srcdoc", "formaction", "action", "ping"}:
                self.running.append(f"<{tag} {name}={value}>")
            if name in {"href", "src", "xlink:href", "data", "poster", "srcset"}:
                self.addresses.append(value or "")

    handle_startendtag = handle_starttag


@pytest.fixture(scope="module")
def harmless(shipped, xshg):
    return Tags(report_html(imprint_of(xshg, shipped), Look(Language("en"))))


@in_chinese
def test_a_report_has_the_scripts_of_a_harmless_one_and_no_other(imprint, look, harmless):
    found = Tags(report_html(imprint, look))

    assert set(harmless.tags) >= set(found.tags)
    for tag in ("script", "style", "meta", "link", "iframe", "img", "base", "form", "object"):
        assert harmless.tags[tag] == found.tags[tag], tag
    assert [] == found.running
    assert [] == [
        a for a in found.addresses if not re.match(r"https?://|#|data:image/", a, re.IGNORECASE)
    ]


# Words to paste -------------------------------------------------------


@pytest.mark.parametrize("code", ["en", "zh"])
def test_paragraphs_citation_and_review_are_made_of_any_text(imprint, code):
    t = Language(code)

    told = paragraphs(imprint, t)

    assert told
    assert all(told.values())
    assert citation(imprint, t)
    assert bibtex(imprint, t).count("{") == bibtex(imprint, t).count("}")
    assert json.loads(csl_json(imprint, t))
    review = claim_reviews_json(imprint, t)
    assert "<" not in review  # it goes into a script of somebody else's page
    assert {"ClaimReview"} == {each["@type"] for each in json.loads(review)["@graph"]}


@in_english
def test_an_archive_holds_files_of_plain_names(imprint, look):
    package = zipfile.ZipFile(io.BytesIO(archive(imprint, look)))

    names = package.namelist()

    assert len(names) > 10
    assert [] == [name for name in names if not re.fullmatch(r"[\w-]+(/[\w-]+)?\.\w+", name)]
    assert json.loads(package.read("results.json"))


# What is drawn --------------------------------------------------------


@in_chinese
def test_no_figure_of_a_hostile_case_links_or_loads(imprint, look):
    """Plotly draws some tags of a text, as no page of ours could: none of a case comes to it."""
    made = [each.make(imprint.trial, Reader(look)) for each in charts().values()]
    figures = [each.draw() for each in made if isinstance(each, Figure)]
    drawn = "".join(str(figure.to_json()) for figure in figures)

    assert len(figures) > 5
    assert not re.search(r"<(a|script|img|svg|iframe|math|style)[ />]", drawn, re.IGNORECASE)
