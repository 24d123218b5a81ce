"""The list of A shares: codes, names and boards, and which of them a text means."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property

from dashboard.errors import InputError
from dashboard.market.boards import Board, board
from dashboard.market.codes import codes_in, old_codes, read_code, successors
from dashboard.market.former_names import FormerName, can_bear
from dashboard.market.short_names import plain_name

SHORTEST = 2  # signs of a name or of initials that are looked for as a part of others

_BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff])(?=[\u3400-\u9fff])")
_BLANKS = re.compile(r"[^\S\n]+")


@dataclass(frozen=True, slots=True)
class Listed:
    """
    One A share.

    Attributes
    ----------
    symbol : str
        Yahoo style (300249.SZ).
    name : str
        Chinese short name without padding, with the marks of its day (*ST康盛).
    board : str
        As given by `dashboard.market.boards.board`.
    pinyin : str
        Initials of the name; empty where the source gives none.
    listed, delisted : date or None
        First and last day; None where the source gives none.
    former : tuple of FormerName
        Names that it gave up, oldest first.
    seen : date or None
        Day of the last list that had it, where a newer one has it no more.
    """

    symbol: str
    name: str
    board: Board
    pinyin: str = ""
    listed: date | None = None
    delisted: date | None = None
    former: tuple[FormerName, ...] = ()
    seen: date | None = None

    @property
    def code(self) -> str:
        """Six digits."""
        return self.symbol.partition(".")[0]

    @property
    def old_code(self) -> str:
        """Code in Beijing before the switch of 2025; empty for all others."""
        return old_codes().get(self.code, "") if self.board == "bse" else ""

    @property
    def is_traded(self) -> bool:
        """Whether the newest list has it, and no last day of it."""
        return self.delisted is None and self.seen is None

    def can_bear(self, name: str, day: date) -> bool:
        """Whether it can have borne a name on a day, as far as its names are known."""
        return can_bear(self.former, name, day, now=self.name)


Row = tuple[object, object, object, date | None, date | None]
"""Code, name, initials, first and last day, as a source has them."""


# No slots: the look-ups are built when first asked for and kept in the instance.
@dataclass(frozen=True)
class Listing:
    """
    All A shares that a source knew of at one time.

    Attributes
    ----------
    entries : tuple of Listed
        Each symbol once.
    source : str
        Ids of the sources that served it, joined by ``+``.
    retrieved : str
        ISO time in UTC, to the second.
    skipped : int
        Rows of the source without a usable code or name.
    """

    entries: tuple[Listed, ...]
    source: str
    retrieved: str
    skipped: int = 0

    @cached_property
    def by_symbol(self) -> dict[str, Listed]:
        """Entries by symbol."""
        return {entry.symbol: entry for entry in self.entries}

    @property
    def as_of(self) -> date:
        """Day of the list."""
        return date.fromisoformat(self.retrieved[:10])

    def recognise(self, text: str, day: date | None = None) -> tuple[Listed, ...]:
        """
        Find the securities that a typed code, name or run of initials can mean.

        A code wins over a name, the whole name over the name without its marks, that
        over initials, and all of them over a part of a name.  Former names count like
        whole ones, behind those of today.  Where several fit, all are returned, those
        that begin so first: the choice is the reader's.

        Parameters
        ----------
        text : str
            300249, 300249.SZ, SH603881, 依米康, XD依米康, 万 科Ａ, ymk, or both code
            and name: then what each of them means.
        day : date, optional
            Of what the text speaks of: of several companies that bore a name, those that
            can have borne it then.
        """
        known = self.by_symbol
        codes = [each.code for each in codes_in(_loose(text)) if each.code]
        coded = [known[code.symbol] for code in codes if code.symbol in known]
        if coded:
            return tuple(dict.fromkeys([*coded, *self.mentioned(text, day)]))
        plain, words = plain_name(text), self._words
        today = words.names.get(tight(text)) or words.plain.get(plain, [])
        named = dict.fromkeys([*today, *words.former.get(plain, [])])
        if named:
            return _on_day(tuple(named), plain, day)
        initials = words.initials.get(_initials(text)) if _initials(text) else None
        return tuple(initials or self._partly(plain, _initials(text))) or self.mentioned(text, day)

    def mentioned(self, text: str, day: date | None = None) -> tuple[Listed, ...]:
        """
        Find the securities whose short name stands in a longer text, in its order.

        The longest name comes first and its signs are used up: 中国平安 in 中国平安银行
        leaves no 平安银行.  The marks of a name may be missing from the text when three
        Chinese signs stay, and so may the A of a share class; two signs are too often
        part of another word.  `day` as in `recognise`.
        """
        written, words = _loose(text).replace("*", ""), self._words
        places = [
            (place, place + length)
            for place, sign in enumerate(written)
            for length in words.lengths.get(sign, ())
            if written[place : place + length] in words.spelled
            and _stands_free(written, place, place + length)
        ]
        taken = [False] * len(written)
        kept = []
        for start, end in sorted(places, key=lambda each: (each[0] - each[1], each[0])):
            if not any(taken[start:end]):
                taken[start:end] = [True] * (end - start)
                kept.append((start, end))
        found: list[Listed] = []
        for start, end in sorted(kept):
            word = written[start:end]
            found += _on_day(tuple(words.spelled[word]), word, day)
        return tuple(dict.fromkeys(found))

    @cached_property
    def _words(self) -> _Words:
        return _Words(self.entries)

    def _partly(self, part: str, beginning: str) -> list[Listed]:
        """Entries whose name begins with a part, then those that contain it, else by initials."""
        names, initials = self._words.plain, self._words.initials
        holding = [word for word in names if part in word] if len(part) >= SHORTEST else []
        if not holding and len(beginning) >= SHORTEST:
            return [e for word in initials if word.startswith(beginning) for e in initials[word]]
        holding.sort(key=lambda word: not word.startswith(part))
        return [entry for word in holding for entry in names[word]]


class _Words:
    """Every way of writing the names and codes of a listing, for look-up."""

    def __init__(self, entries: tuple[Listed, ...]) -> None:
        self.names: dict[str, list[Listed]] = {}
        self.plain: dict[str, list[Listed]] = {}
        self.initials: dict[str, list[Listed]] = {}
        self.spelled: dict[str, list[Listed]] = {}
        others: dict[str, list[Listed]] = {}
        for entry in entries:
            name, plain = tight(entry.name), plain_name(entry.name)
            for table, words in (
                (self.names, [name]),
                (self.plain, [plain]),
                (self.initials, [_initials(entry.pinyin)]),
                (self.spelled, _spaced(name.replace("*", ""))),
                (others, [form for short in _shortened(plain) for form in _spaced(short)]),
            ):
                for word in dict.fromkeys(words):
                    if word:
                        table.setdefault(word, []).append(entry)
        # What is one security's whole name is not taken for another's shortened one.
        self.spelled = others | self.spelled
        self.former: dict[str, list[Listed]] = {}
        self._add_former(entries)
        lengths: dict[str, set[int]] = {}
        for word in self.spelled:
            if len(word) >= SHORTEST:
                lengths.setdefault(word[0], set()).add(len(word))
        self.lengths = {sign: tuple(sorted(found)) for sign, found in lengths.items()}

    def _add_former(self, entries: tuple[Listed, ...]) -> None:
        for entry in entries:
            for plain in dict.fromkeys(plain_name(each.name) for each in entry.former):
                self.former.setdefault(plain, []).append(entry)
                for form in (form for short in _shortened(plain) for form in _spaced(short)):
                    bearers = self.spelled.get(form, [])
                    if entry not in bearers:
                        self.spelled[form] = [*bearers, entry]


def _on_day(found: tuple[Listed, ...], name: str, day: date | None) -> tuple[Listed, ...]:
    """Of several that bore a name those that can have borne it on a day, if any."""
    if day is None or len(found) < 2:
        return found
    return tuple(entry for entry in found if entry.can_bear(name, day)) or found


def tight(text: str) -> str:
    """Text without blanks, in half-width and capital letters; marks stay."""
    return "".join(unicodedata.normalize("NFKC", text).upper().split())


def _initials(text: str) -> str:
    return "".join(sign for sign in tight(text) if sign.isalnum())


def _loose(text: str) -> str:
    return _BLANKS.sub(" ", unicodedata.normalize("NFKC", text).upper())


def _spaced(name: str) -> list[str]:
    """Return a name and, when it is as short as those that exchanges pad, its padded form."""
    padded = _BETWEEN_HAN.sub(" ", name)
    return [name, padded] if padded.count(" ") <= SHORTEST else [name]


def _shortened(plain: str) -> list[str]:
    forms = [plain, plain.removesuffix("A")]
    return [form for form in forms if len(_BETWEEN_HAN.findall(form)) >= SHORTEST]


def _stands_free(text: str, start: int, end: int) -> bool:
    """Whether a name that begins or ends with a Latin letter or digit is no part of a word."""
    return not any(
        0 <= outer < len(text) and _is_latin(text[inner]) and _is_latin(text[outer])
        for inner, outer in ((start, start - 1), (end - 1, end))
    )


def _is_latin(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()


def symbol_of(code: str) -> str | None:
    """
    Symbol of the A share with these six digits; None for anything that is none.

    >>> symbol_of("300249"), symbol_of("603881"), symbol_of("835185"), symbol_of("900901")
    ('300249.SZ', '603881.SS', '920185.BJ', None)
    """
    try:
        symbol = read_code(code).symbol
    except InputError:
        return None
    return symbol if board(symbol) not in {"index", "unknown"} else None


def six_digits(value: object) -> str | None:
    """
    Code as six digits, or None: a sheet may hold it as a number, without its zeros.

    >>> six_digits("000002"), six_digits(2.0), six_digits("2"), six_digits(True)
    ('000002', '000002', None, None)
    """
    if isinstance(value, float) and value.is_integer():  # NaN and infinity are not
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value).zfill(6)
    match = re.fullmatch(r"([0-9]{6})(?:\.0+)?", str(value).strip())
    return match[1] if match else None


def listing_of(rows: Iterable[Row], source: str, now: datetime | None = None) -> Listing:
    """
    Listing of the A shares among the rows of a source.

    B shares, funds and indices are left out; of rows with the same code the first
    counts.

    Parameters
    ----------
    rows : iterable of Row
        As the source has them.
    source : str
        Its id.
    now : datetime, optional
        Aware; the time of the call by default.
    """
    found: dict[str, Listed] = {}
    skipped = 0
    # Beijing's codes of before stand beside those of today in some lists.
    ordered = sorted(rows, key=lambda row: str(row[0]) in successors())
    for code, name, pinyin, first, last in ordered:
        digits, short = six_digits(code), _clean(name)
        if digits is None or not short:
            skipped += 1
            continue
        symbol = symbol_of(digits)
        if symbol is not None and symbol not in found:
            found[symbol] = Listed(symbol, short, board(symbol), _clean(pinyin), first, last)
    entries = tuple(found[symbol] for symbol in sorted(found))
    moment = (now or datetime.now(UTC)).astimezone(UTC)
    return Listing(entries, source, moment.strftime("%Y-%m-%dT%H:%M:%SZ"), skipped)


def _clean(text: object) -> str:
    """Text without padding and full-width forms; empty for what is no text or only dashes."""
    if not isinstance(text, str):
        return ""
    tidy = "".join(unicodedata.normalize("NFKC", text).split())
    return tidy if tidy.strip("-") else ""
