"""Catalogues, names, numbers and dates in the reader's language.

A `Language` is a value: it is passed down, never set globally, because two
readers with different languages share one process.  English sentences are the
catalogue keys; ``language/locale/zh/LC_MESSAGES/dashboard.po`` holds the Chinese ones.
"""

from __future__ import annotations

import gettext
import hashlib
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Literal, TypeAlias, TypeGuard, get_args

from babel import Locale
from babel.numbers import format_compact_decimal, format_decimal

from dashboard.case import Stock, Text
from dashboard.errors import N_, NP_, DashboardError, Fault, Phrase
from dashboard.files import made_before
from dashboard.language.spacing import filled
from dashboard.message import Message, Month

Code = Literal["en", "zh"]
CODES: tuple[Code, ...] = get_args(Code)

# Sources of prices and codes by their ids: sentences name them as readers know them.
SOURCES: dict[str, str] = {
    "yahoo": N_("Yahoo Finance"),
    "tencent": N_("Tencent"),
    "sina": N_("Sina"),
    "eastmoney": N_("Eastmoney"),
    "cninfo": N_("cninfo"),
    "sse": N_("Shanghai Stock Exchange"),
    "szse": N_("Shenzhen Stock Exchange"),
    "irm": N_("Shenzhen investor Q&A"),
    "sns": N_("Shanghai investor Q&A"),
    "hkex": N_("HKEX news"),
    "sec": N_("SEC EDGAR"),
    "bse": N_("Beijing Stock Exchange"),
    "eastmoney_data": N_("Eastmoney’s concepts"),
}

# Calendars by their names in exchange_calendars, as sentences name the exchange behind one.
CALENDARS: dict[str, str] = {
    "XSHG": N_("the Shanghai and Shenzhen exchanges"),
    "XHKG": N_("the Hong Kong exchange"),
    "XNYS": N_("the New York exchanges"),
    "XNAS": N_("the New York exchanges"),
    "XLON": N_("the London exchange"),
    "XTKS": N_("the Tokyo exchange"),
    "XKRX": N_("the Korean exchange"),
    "XTAI": N_("the Taiwan exchange"),
    "XSES": N_("the Singapore exchange"),
}

# Boards of the mainland by the words that tables have for them.
BOARDS: dict[str, str] = {
    "main": N_("main board"),
    "chinext": N_("ChiNext"),
    "star": N_("STAR Market"),
    "bse": N_("Beijing exchange"),
}

FAULT = N_("{place}: “{value}” – {rule}")
MINUS = "−"
MISSING = "–"

Number: TypeAlias = float | Message | None
"""A number to be said; one that is missing, for whatever reason, is a dash."""

_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)


def _is_there(value: Number) -> TypeGuard[float]:
    # NaN is the one value unlike itself.
    return value is not None and not isinstance(value, Message) and value == value  # noqa: PLR0124


@lru_cache(maxsize=len(CODES))
def _catalogue(code: Code) -> gettext.NullTranslations:
    if code == "en":
        return gettext.NullTranslations()
    source = Path(__file__).parent / "locale" / code / "LC_MESSAGES" / "dashboard.po"
    text = source.read_bytes()
    # What is edited is what is read, and no binary file has to be kept in step with its source.
    compiled = made_before(source, hashlib.sha256(text).hexdigest(), lambda: _compiled(code, text))
    return gettext.GNUTranslations(io.BytesIO(compiled))


def _compiled(code: Code, text: bytes) -> bytes:
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - hardly ever
    from babel.messages.pofile import read_po  # noqa: PLC0415

    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(text), locale=code))
    return compiled.getvalue()


@dataclass(frozen=True, slots=True)
class Language:
    """
    The reader's language and its habits.

    Parameters
    ----------
    code : {"en", "zh"}
        English or Simplified Chinese.

    Examples
    --------
    >>> Language("en").percent(0.4559), Language("zh").points(-0.277)
    ('+45.6%', '−27.7 个百分点')
    """

    code: Code = "en"

    @property
    def locale(self) -> Locale:
        """The Babel locale behind numbers and dates."""
        return Locale.parse("zh_Hans_CN" if self.code == "zh" else "en_GB")

    def __call__(self, message: str, /, **values: object) -> str:
        """Sentence for `message`, with ``{name}`` fields filled in."""
        known = _catalogue(self.code)
        if isinstance(message, Phrase):
            text = known.pgettext(message.context, str(message))
        else:
            text = known.gettext(message)
        return self.fill(text, values) if values else text

    def plural(self, one: str, many: str, n: int, /, **values: object) -> str:
        """Sentence for `n` things; ``{n}`` is filled in."""
        text = _catalogue(self.code).ngettext(one, many, n)
        return self.fill(text, {"n": n, **values})

    def fill(self, text: str, values: Mapping[str, object]) -> str:
        """Sentence of this language with its fields filled in, spaced by its habit."""
        return filled(text, values) if self.code == "zh" else text.format(**values)

    def error(self, error: DashboardError | Fault) -> str:
        """One sentence for an error or a fault of a case folder."""
        if isinstance(error, Fault):
            place, rule = self.place(error), self.rule(error)
            if not error.value:
                return self(N_("{place}: {rule}"), place=place, rule=rule)
            return self(FAULT, place=place, value=error.value, rule=rule)
        if not error.values:
            return self(error.template)
        # Numbers and dates stay as they were typed; what has a form in each language does not.
        values = {
            name: self._value(value) if isinstance(value, Text | Message | tuple) else value
            for name, value in error.values.items()
        }
        return self(error.template, **self._named(values))

    def rule(self, fault: Fault) -> str:
        """What a fault breaks and what to do, without its place and value."""
        values = fault.rule.values
        if not values:
            return self(fault.rule.template)
        # Numbers stay as they were typed; half a sentence inside is said in this language.
        values = {
            name: self.say(value) if isinstance(value, Message) else value
            for name, value in values.items()
        }
        return self(fault.rule.template, **values)

    def say(self, message: Message) -> str:
        """
        Sentence of a message or of an undefined result, with what is inside it.

        Names of stocks, texts of the case, dates, lists and sentences inside the
        sentence are written in this language too.

        Examples
        --------
        >>> Language().say(Message.of("Hangs on {stocks}.", stocks=(Text("Crun"), Text("FRD"))))
        'Hangs on Crun and FRD.'
        """
        values = {name: self._value(v) for name, v in message.values.items()}
        return self(message.template, **self._named(values))

    def complete(self, message: Message) -> str:
        """
        Message that stands alone: with a capital letter and a full stop.

        >>> Language().complete(Message.of("undefined, because {n} is one stock", n=1))
        'Undefined, because 1 is one stock.'
        """
        text = self.say(message)
        if not text.endswith((".", "?", "!", "。", "？", "！")):
            text += "。" if self.code == "zh" else "."
        return text[:1].upper() + text[1:]

    def sentences(self, parts: Iterable[str]) -> str:
        """Sentences in a row; Chinese ones follow each other without a space."""
        return (" " if self.code == "en" else "").join(part for part in parts if part)

    def source(self, name: str) -> str:
        """Name of a source; one that has none goes by its id."""
        return self(SOURCES[name]) if name in SOURCES else name

    def calendar(self, name: str) -> str:
        """Exchange behind a calendar; one that has no words here goes by the calendar's name."""
        return self(CALENDARS[name]) if name in CALENDARS else name

    def board(self, name: str) -> str:
        """Name of a board; a word that is none stays as it is."""
        return self(BOARDS[name]) if name in BOARDS else name

    def _named(self, values: Mapping[str, object]) -> dict[str, object]:
        """Values of a sentence, those that are ids of no case by the names that readers know."""
        names = {"source": self.source, "calendar": self.calendar, "board": self.board}
        return {
            name: names[name](str(value)) if name in names else value
            for name, value in values.items()
        }

    def _value(self, value: object) -> object:
        match value:
            case Message():
                return self.say(value)
            case Stock():
                return self.name(value)
            case Text():
                return self.pick(value)
            case date() | Month():
                return self._when(value)
            case tuple() | list():
                return self.listing([str(self._value(part)) for part in value])
        return value

    def place(self, fault: Fault) -> str:
        """Where a fault stands: file, line, field."""
        parts = [fault.file]
        if fault.line is not None:
            parts.append(self("line {line}", line=fault.line))
        if fault.field:
            parts.append(fault.field)
        return self(NP_("clauses", ", ")).join(parts)

    # Text of the case -------------------------------------------------

    def pick(self, text: Text) -> str:
        """Text in this language, or in the other one where this one is empty."""
        return (text.zh or text.en) if self.code == "zh" else (text.en or text.zh)

    def name(self, stock: Stock) -> str:
        """Short name for labels: 依米康 or Yimikang."""
        return self.pick(stock.name)

    def full_name(self, stock: Stock) -> str:
        """Name in both scripts with the symbol: 依米康 Yimikang 300249.SZ."""
        names = [part for part in (stock.name.zh, stock.name.en) if part]
        return " ".join([*dict.fromkeys(names), stock.symbol])

    # Numbers ----------------------------------------------------------

    def number(self, value: Number, digits: int = 0, *, sign: bool = False) -> str:
        """Plain number with this many decimals; missing is a dash."""
        if not _is_there(value):
            return MISSING
        rounded = round(value, digits) + 0.0  # + 0.0 turns −0.0 into 0.0
        text = format_decimal(
            abs(rounded), format=f"#,##0.{'0' * digits}".rstrip("."), locale=self.locale
        )
        if rounded < 0:
            return MINUS + text
        return f"+{text}" if sign and rounded > 0 else text

    def spelled(self, n: int) -> str:
        """
        Count inside running text: English spells out small ones, Chinese does not.

        >>> Language().spelled(7), Language().spelled(70), Language("zh").spelled(7)
        ('seven', '70', '7')
        """
        return _SMALL[n] if self.code == "en" and 0 < n < len(_SMALL) else self.number(n)

    def percent(self, fraction: Number, digits: int = 1, *, sign: bool = True) -> str:
        """Fraction as percent with its sign: 0.456 is +45.6%."""
        if not _is_there(fraction):
            return MISSING
        return f"{self.number(fraction * 100, digits, sign=sign)}%"

    def points(self, fraction: Number, digits: int = 1, *, sign: bool = False) -> str:
        """Difference of two percentages: 0.277 is 27.7 points."""
        if not _is_there(fraction):
            return MISSING
        return self("{number} points", number=self.number(fraction * 100, digits, sign=sign))

    def compact(self, value: Number, digits: int = 1) -> str:
        """Large number by the language's habit: 880M, 8.8亿."""
        if not _is_there(value):
            return MISSING
        return format_compact_decimal(value, locale=self.locale, fraction_digits=digits)

    # Dates ------------------------------------------------------------

    def day(self, when: date | datetime | None) -> str:
        """Day and month: 6 Feb, 2月6日."""
        if when is None:
            return MISSING
        return self._date(when, "d MMM" if self.code == "en" else "M月d日")

    def long_day(self, when: date | datetime | None) -> str:
        """Day, month and year: 6 Feb 2025, 2025年2月6日."""
        if when is None:
            return MISSING
        pattern = "d MMM y" if self.code == "en" else "y年M月d日"
        return self._date(when, pattern)

    def month(self, when: date, *, year: bool = False) -> str:
        """
        Month of a day, short: Feb, 2月; with its year Feb 2025, 2025年2月.

        >>> Language().month(date(2025, 2, 6)), Language("zh").month(date(2025, 2, 6), year=True)
        ('Feb', '2025年2月')
        """
        if self.code == "zh":
            return self._date(when, "y年M月" if year else "M月")
        return self._date(when, "MMM y" if year else "MMM")

    def year(self, when: date) -> str:
        """Year of a day: 2025, 2025年."""
        return self._date(when, "y" if self.code == "en" else "y年")

    def between(self, first: date, last: date) -> tuple[str, str]:
        """
        Two days of one sentence: the year stands once, where the language puts it.

        >>> Language().between(date(2025, 2, 6), date(2025, 2, 13))
        ('6 Feb', '13 Feb 2025')
        >>> Language("zh").between(date(2025, 2, 6), date(2025, 2, 13))
        ('2025年2月6日', '2月13日')
        """
        if first.year != last.year:
            return self.long_day(first), self.long_day(last)
        if self.code == "zh":
            return self.long_day(first), self.day(last)
        return self.day(first), self.long_day(last)

    def weekday(self, when: date | datetime) -> str:
        """Short weekday: Thu, 周四."""
        return self._date(when, "EEE")

    def _when(self, value: date | Month) -> str:
        if isinstance(value, Month):
            return self._date(value.day, "MMMM y" if self.code == "en" else "y年M月")
        return self.long_day(value)

    def _date(self, when: date | datetime, pattern: str) -> str:
        from babel.dates import format_date  # noqa: PLC0415 - time zones come with it

        return format_date(when, pattern, locale=self.locale)

    def listing(self, parts: list[str] | tuple[str, ...]) -> str:
        """Join as an enumeration: “a, b and c”, “a、b和c”."""
        if len(parts) < 2:
            return "".join(parts)
        return self("{head} and {last}", head=self(", ").join(parts[:-1]), last=parts[-1])


def language(code: str) -> Language:
    """Language of that code; anything unknown is English."""
    return Language("zh") if code == "zh" else Language()
