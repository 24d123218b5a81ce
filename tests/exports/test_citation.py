"""A ready citation: what, over which window, on which data, when; for people and programs."""

import json
import re
from dataclasses import replace

import pytest

from dashboard import __version__
from dashboard.exports.citation import bibtex, citation, csl_json, key, link_of, tex
from dashboard.language.language import Language

EN, ZH = Language("en"), Language("zh")


@pytest.mark.parametrize("t", [EN, ZH], ids=["en", "zh"])
def test_it_names_title_window_benchmark_prices_digest_version_access_and_link(imprint, t):
    text = citation(imprint, t)
    case = imprint.trial.case

    assert t.pick(case.title) in text
    assert t.pick(case.benchmark(imprint.trial.benchmark).title) in text
    for part in ("2025-02-06", "2025-02-13", "2025-08-22", "2026-11-25", __version__):
        assert part in text
    assert imprint.trial.folder.digest[:12] in text
    assert text.endswith(imprint.link)


@pytest.mark.parametrize("t", [EN, ZH], ids=["en", "zh"])
def test_an_edition_is_named_when_there_is_one(imprint, t):
    named = replace(imprint, edition="0123456789abcdef")

    assert "0123456789abcdef" in citation(named, t)
    assert "0123456789abcdef" in bibtex(named, t)
    assert "0123456789abcdef" in csl_json(named, t)


@pytest.mark.parametrize("link", ["", "javascript:alert(1)", "http://[", "file:///etc/passwd"])
def test_only_a_web_address_is_a_link(imprint, link):
    other = replace(imprint, link=link)

    assert "" == link_of(other)
    assert citation(other, EN).endswith("Accessed 2026-11-25.")
    assert "url" not in re.findall(r"^  (\w+)", bibtex(other, EN), re.MULTILINE)
    assert "URL" not in json.loads(csl_json(other, EN))[0]


def fields(entry):
    return dict(re.findall(r"^  (\w+) *= \{(.*)\},$", entry, re.MULTILINE))


@pytest.mark.parametrize("t", [EN, ZH], ids=["en", "zh"])
def test_the_bibtex_entry_is_one_entry_with_balanced_braces(imprint, t):
    entry = bibtex(imprint, t)

    assert entry.startswith(f"@misc{{{key(imprint)},\n")
    assert entry.count("{") == entry.count("}")
    assert {"title", "author", "year", "version", "note", "urldate", "url"} == set(fields(entry))
    assert ("2026", "2026-11-25") == (fields(entry)["year"], fields(entry)["urldate"])


def test_what_tex_would_run_is_escaped(hostile):
    entry = bibtex(replace(hostile, link="https://x.example/{a} b\\c"), EN)

    assert entry.count("{") - entry.count("\\{") == entry.count("}") - entry.count("\\}")
    assert not re.search(r"(?<!\\)[%$#&]", fields(entry)["note"])
    assert "https://x.example/%7Ba%7D%20b%5Cc" == fields(entry)["url"]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("100% of A&B #1_x $", r"100\% of A\&B \#1\_x \$"),
        ("a{b}c", "a(b)c"),
        (r"\input{x}", r"\textbackslash{}input(x)"),
        ("a\nb~^", r"a b\textasciitilde{}\textasciicircum{}"),
    ],
)
def test_tex_prints_the_text_as_it_is(text, written):
    assert written == tex(text)


def test_the_csl_item_has_what_a_reference_manager_needs(imprint):
    (item,) = json.loads(csl_json(imprint, EN))

    assert ("dataset", key(imprint)) == (item["type"], item["id"])
    assert [[2026, 11, 25]] == item["accessed"]["date-parts"]
    assert imprint.link == item["URL"]


def test_the_key_changes_with_data_and_window_and_with_nothing_else(imprint):
    later = replace(
        imprint.trial.window, last=imprint.trial.sessions.after(imprint.trial.window.last)
    )

    assert key(imprint) == key(
        replace(imprint, trial=replace(imprint.trial, benchmark="000300.SS"), link="")
    )
    assert key(imprint) != key(replace(imprint, trial=replace(imprint.trial, window=later)))
    assert re.fullmatch(r"[a-z0-9-]+", key(imprint))
