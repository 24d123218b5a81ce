"""The catalogue is complete, and numbers and dates follow the language's habits."""

import ast
import copy
import pickle
from dataclasses import replace
from datetime import date
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from dashboard.case import Stock, Text
from dashboard.errors import N_, NP_, CaseError, Fault, InputError
from dashboard.language.language import MISSING, Language, language
from dashboard.message import Message

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "src/dashboard/language/locale/zh/LC_MESSAGES/dashboard.po"

EN, ZH = Language("en"), Language("zh")

CONTEXT_ENDS = "\x04"  # what gettext puts between a context and its message


def extracted() -> dict[str, str]:
    """Every message of the code, with where it stands; f-strings hide none."""
    found = {}
    for path in [*(ROOT / "src/dashboard").rglob("*.py"), *(ROOT / "pages").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and speaks(node.func) and node.args:
                # `sentence(t, "…")` puts markup into a sentence, NP_("…", "…") begins with its
                # context; the others begin with their message.
                text = node.args[1 if called(node.func) in {"sentence", "NP_"} else 0]
                if isinstance(text, ast.Constant) and isinstance(text.value, str):
                    context = ast.literal_eval(node.args[0]) if called(node.func) == "NP_" else ""
                    place = f"{path.relative_to(ROOT)}:{node.lineno}"
                    found[in_context(context, text.value)] = place
    return found


def in_context(context: str | None, message: str) -> str:
    """Key of a message as gettext itself writes it."""
    return f"{context}{CONTEXT_ENDS}{message}" if context else message


def called(function: ast.expr) -> str:
    return getattr(function, "id", getattr(function, "attr", ""))


def speaks(function: ast.expr) -> bool:
    return called(function) in {"t", "self", "language", "N_", "NP_", "plural", "sentence"}


def translated() -> dict[str, object]:
    with CATALOGUE.open("rb") as lines:
        catalogue = read_po(lines, locale="zh")
    return {
        in_context(m.context, m.id[0] if isinstance(m.id, tuple) else m.id): m.string
        for m in catalogue
        if m.id and not m.fuzzy
    }


def fields(message: object) -> set[str]:
    text = message[0] if isinstance(message, tuple) else str(message)
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.slow
def test_every_sentence_of_the_code_has_a_chinese_one():
    known = translated()

    missing = [f"{place}  {text}" for text, place in extracted().items() if not known.get(text)]

    assert [] == missing


@pytest.mark.slow
def test_what_is_said_of_one_and_of_several_is_both_in_the_catalogue():
    """An entry without a plural would leave the sentence in English wherever one counts."""
    with CATALOGUE.open("rb") as lines:
        known = {m.id for m in read_po(lines, locale="zh") if isinstance(m.id, tuple)}
    said = set()
    for path in (ROOT / "src/dashboard").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and called(node.func) == "plural":
                words = [each.value for each in node.args[:2] if isinstance(each, ast.Constant)]
                said |= {tuple(words)} if len(words) == 2 else set()

    assert len(said) > 100
    assert set() == said - known


@pytest.mark.slow
def test_the_catalogue_has_no_sentence_the_code_no_longer_says():
    assert [] == sorted(set(translated()) - set(extracted()))


def test_a_translation_uses_the_fields_of_its_original_and_no_other():
    wrong = [key for key, text in translated().items() if fields(text) - fields(key) - {"n"}]

    assert [] == wrong


def test_words_of_several_meanings_have_a_chinese_word_for_each():
    known = translated()
    meanings: dict[str, list[object]] = {}
    for key, text in known.items():
        meanings.setdefault(key.rpartition(CONTEXT_ENDS)[2], []).append(text)
    several = {key.rpartition(CONTEXT_ENDS)[2] for key in known if CONTEXT_ENDS in key}

    # A context that changes nothing is none; one that stands alone tells nothing apart.
    assert [] == [
        text for text in several if len(set(meanings[text])) < max(2, len(meanings[text]))
    ]


def test_words_in_context_are_their_english_text_and_are_translated_as_meant_here():
    stated = NP_("finding", "stated")

    assert "stated" == EN(stated) == stated == f"{stated}"
    assert ("有表述", "原文数值") == (ZH(stated), ZH("stated"))
    assert "有表述" == ZH(pickle.loads(pickle.dumps(stated))) == ZH(copy.copy(stated))


def test_numbers_carry_a_true_minus_and_the_sign_of_a_change():
    assert ("+45.6%", "−1.31%", "0.0%") == (
        EN.percent(0.45595),
        EN.percent(-0.0131, 2),
        EN.percent(-0.0001),
    )


def test_missing_is_a_dash_never_a_zero():
    assert [MISSING] * 4 == [
        EN.percent(None),
        EN.percent(float("nan")),
        ZH.points(None),
        EN.number(None),
    ]


def test_points_are_said_in_words():
    assert ("27.7 points", "27.7 个百分点") == (EN.points(0.2768), ZH.points(0.2768))


def test_large_numbers_follow_the_language():
    assert ("880M", "8.8亿") == (EN.compact(880e6), ZH.compact(880e6))


def test_dates_follow_the_language():
    day = date(2025, 2, 6)

    assert ("6 Feb", "2月6日", "6 Feb 2025", "2025年2月6日") == (
        EN.day(day),
        ZH.day(day),
        EN.long_day(day),
        ZH.long_day(day),
    )


def test_an_enumeration_ends_as_the_language_ends_it():
    assert ("a, b and c", "a、b 和 c", "a", "") == (
        EN.listing(["a", "b", "c"]),
        ZH.listing(["a", "b", "c"]),
        EN.listing(["a"]),
        EN.listing([]),
    )


def test_a_text_falls_back_to_the_other_language():
    assert "只有中文" == EN.pick(Text(zh="只有中文"))
    assert "only English" == ZH.pick(Text(en="only English"))


def test_a_stock_is_named_in_both_scripts_with_its_symbol():
    stock = Stock("300249.SZ", Text("Yimikang", "依米康"), "newcomers")

    assert "依米康 Yimikang 300249.SZ" == EN.full_name(stock) == ZH.full_name(stock)
    assert ("Yimikang", "依米康") == (EN.name(stock), ZH.name(stock))


def test_an_unknown_language_is_english():
    assert EN == language("fr")


def test_an_error_is_one_sentence_with_its_values():
    assert "Say 3." == EN.error(InputError("Say {n}.", n=3))
    assert "No field." == EN.error(InputError("No field."))


def test_a_fault_names_file_line_field_value_and_rule():
    rule = "it must be one of {known}."
    fault = Fault("events.csv", 4, "kind", "gossip", Message.of(rule, known="news"))

    assert "events.csv, line 4, kind: “gossip” – it must be one of news." == EN.error(fault)


def test_a_fault_is_punctuated_as_the_language_does():
    fault = Fault("a.csv", 3, "close", "{x}", Message("This must not be empty."))
    assert "a.csv，第 3 行，close：“{x}”——此处不得为空。" == Language("zh").error(fault)
    assert "a.csv：此处不得为空。" == Language("zh").error(
        replace(fault, line=None, field="", value="")
    )


def test_a_refused_case_carries_every_fault():
    faults = [
        Fault("case.toml", 1, "slug", "", Message("is missing.")),
        Fault("case.toml", 2, "x", "", Message("?")),
    ]

    assert 2 == len(CaseError("s", faults).faults)


@pytest.mark.parametrize("text", ["{0}", "{}"])
def test_a_template_names_its_fields(text):
    with pytest.raises((IndexError, KeyError)):
        EN(text, n=1)


def test_two_days_of_a_year_name_it_once_where_the_language_puts_it():
    first, last, next_year = date(2025, 4, 2), date(2025, 4, 9), date(2026, 1, 5)

    assert [("2 Apr", "9 Apr 2025"), ("2025年4月2日", "4月9日")] == [
        t.between(first, last) for t in (EN, ZH)
    ]
    assert [("2 Apr 2025", "5 Jan 2026"), ("2025年4月2日", "2026年1月5日")] == [
        t.between(first, next_year) for t in (EN, ZH)
    ]


def test_a_reason_that_stands_alone_is_a_whole_sentence():
    reason = Message.of(N_("undefined, because {stock} is alone in its group"), stock=Text("Apple"))

    assert "Undefined, because Apple is alone in its group." == EN.complete(reason)
    assert ZH.complete(reason).endswith("。")
    assert "Enough." == EN.complete(Message.of("Enough."))
