"""Days that an article names: absolute, relative to its publication, with time of day."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import pairwise

from dashboard.articles.finds import Precision, Published
from dashboard.articles.text import Text
from dashboard.market.sessions import Sessions

ONE_DAY = timedelta(days=1)
AHEAD = re.compile(r"(?:将于|拟于|定于|预计|预定|计划于|将在|due|scheduled|will)\s*[^，。]{0,6}$")
_SUNDAY = 6
FAR = 200  # days that a day to come may lie ahead
_REACH, _MOST_NEAR = 600, 40  # signs, and days, within which a day is told from another

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_CHINESE_WEEKDAYS = {sign: n for n, sign in enumerate("一二三四五六日")} | {"天": 6, "末": 5}
_DAY = re.compile(
    # A sign that a day can begin with: all other places need none of the forms tried.
    r"(?=[\d上前本这周星礼今昨次翌隔第当同adfjlmnostwy])(?:"
    r"(?P<y1>20\d\d)\s?[年./-]\s?(?P<m1>\d{1,2})\s?[月./-]\s?(?P<d1>\d{1,2})(?!\d)\s?[日号]?"
    r"|(?<!\d)(?P<m2>\d{1,2})月(?P<d2>\d{1,2})[日号](?!均)"
    rf"|\b(?P<m3>{_MONTH})\.?\s(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?(?![\d%.]\d|"
    rf"\d)(?:,?\s(?P<y3>20\d\d))?"
    rf"|\b(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?\s(?P<m4>{_MONTH})\b\.?(?:\s(?P<y4>20\d\d))?"
    r"|(?P<last>上|本|这)?(?:周|星期|礼拜)(?P<w>[一二三四五六日天])(?!个|家|大(?![涨跌幅])|线)"
    r"|(?P<last_en>last )?\b(?P<w_en>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b"
    r"|(?P<today>今日|今天|今早|今晨|今晚|今午|\btoday\b)|(?P<yesterday>昨日|昨天|昨晚|昨夜|"
    r"\byesterday\b)"
    r"|(?P<before>前日|前天)|(?P<next>次日|翌日|隔日|第二天|the next day)|(?P<same>当日|当天|"
    r"同日|当晚)"
    r"|(?P<previous>[上前]一?个?交易日|(?<!from )(?<!than )(?<!with )(?<!to )"
    r"(?:the (?:previous|prior) (?:day|session)|the day before(?= [.,;]|[.,;]|$)))"
    r"|(?<![\d月年./第])(?<!\d,)(?P<d5>\d{1,2})[日号](?=[)晚早盘收午截发电讯起至到在就曾表称公触再一高低封大报宣回重震冲直当两创复停披仍也又，,、\s]|"
    r"上午|下午|连续|的|股)"
    r"(?<!\d日内))",
    re.IGNORECASE,
)
# 较上一交易日放量: a day that turnover or a number is compared with, not one of moves.
_MEASURED = re.compile(r"^[较比][^涨跌升降]+$")
_TO = {"至", "到", "-", "~", "to", "起至"}
# 连续调整3日, 停牌5日: so many days, not one of the month.
_LASTED = re.compile(
    r"(?:调整|上涨|下跌|反弹|回调|停牌|横盘|震荡|大涨|大跌|走强|走弱|涨停|跌停|历时|仅用)$"
)
_LONE = re.compile(r"(?:^|[^连续近第前后每约共达满超逾多个了单首K\d月])$")
_TIMES: tuple[tuple[Precision, str], ...] = (
    ("after-close", r"晚间|晚上|晚|深夜|盘后|收盘后|收市后|after the close|evening|late on"),
    ("before-open", r"盘前|开盘前|早间|清晨|凌晨|before the open"),
    ("midday", r"午间|午盘|中午|午市|midday"),
    ("intraday", r"盘中|上午|早盘|下午|午后|开盘|早上"),
)
_CLOCK = re.compile(r"\s*(?P<h>[01]?\d|2[0-3])[:：时点](?P<m>[0-5]\d)?")
_TIME = re.compile("|".join(rf"(?P<t{n}>\s*(?:{words}))" for n, (_, words) in enumerate(_TIMES)))


@dataclass(frozen=True, slots=True)
class Day:
    """
    A day in the text.

    Attributes
    ----------
    start, end : int
    day : date
    precision : str
        One of `Precision`.
    time : str
        Clock time as HH:MM, where one stands.
    relative : bool
        Whether it is told from the publication or another day.
    stamp : bool
        Whether it stands with its year on a short line at the head: when the article appeared.
    """

    start: int
    end: int
    day: date
    precision: Precision
    time: str = ""
    relative: bool = False
    stamp: bool = False

    def session(self, sessions: Sessions) -> date:
        """Session 0: what is known after the close counts for the next one."""
        after = self.precision == "after-close" or (
            self.precision == "minute" and self.time >= "15:00"
        )
        if after:
            return sessions.after(self.day)
        return sessions.on_or_after(self.day)


# No slots: the starts are kept in the instance.
@dataclass(frozen=True)
class Days:
    """The days of an article in order, looked up by place."""

    all: tuple[Day, ...]

    def __iter__(self) -> Iterator[Day]:
        return iter(self.all)

    def between(self, start: int, end: int) -> tuple[Day, ...]:
        """Days that begin in a stretch of the text."""
        return self.all[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    @cached_property
    def _starts(self) -> list[int]:
        return [day.start for day in self.all]


def days_in(text: Text, published: Published) -> Days:
    """Every day that can be dated, in order; years come from the publication."""
    found: list[Day] = []
    for match in _DAY.finditer(text.plain):
        if match["d5"] and not _LONE.search(text.plain[max(0, match.start() - 1) : match.start()]):
            continue
        if match["d5"] and _LASTED.search(text.plain, max(0, match.start() - 2), match.start()):
            continue
        if (match["previous"] or match["yesterday"]) and _MEASURED.search(
            text.plain[max(0, match.start() - 1) : match.end() + 4]
        ):
            continue
        day = _date(match, text, published, found)
        if day is not None:
            made = _timed(match, text.plain, day)
            stamp = day == published.day and _is_stamp(match, text.plain)
            found.append(replace(made, stamp=stamp))
    return Days(tuple(_in_order(found, text.plain)))


def _is_stamp(match: re.Match[str], plain: str) -> bool:
    full = match["y1"] or match["y3"] or match["y4"]
    end = plain.find("\n", match.end())
    start = plain.rfind("\n", 0, match.start()) + 1
    length = (end if end >= 0 else len(plain)) - start
    if match.start() >= _HEAD or length > _SHORT_LINE:
        return False
    # Without its year a day is one beside who wrote it, on a line that tells nothing else.
    line = plain[start : start + length]
    return bool(full) or bool(_BYLINE.search(line) and not re.search("[。，,|]", line))


def _in_order(found: list[Day], plain: str) -> list[Day]:
    """
    A range whose end lies before its beginning: what is written without a year gives way.

    The end follows a beginning whose year is written; else the beginning is of the year before.
    """
    days = list(found)
    for place, (first, last) in enumerate(pairwise(days)):
        joined = plain[first.end : last.start].strip() in _TO
        if not joined or first.day <= last.day or _has_year(last, plain):
            continue
        if _has_year(first, plain):
            days[place + 1] = replace(last, day=_year_on(last.day, first.day))
        else:
            days[place] = replace(first, day=_year_before(first.day))
    return days


def _has_year(day: Day, plain: str) -> bool:
    return re.search(r"20\d\d", plain[day.start : day.end]) is not None


def _year_on(day: date, floor: date) -> date:
    """The same day of the year in the first year in which it does not lie before the floor."""
    month, number = day.month, min(day.day, 28) if day.month == 2 else day.day
    return next(
        each
        for year in (floor.year, floor.year + 1)
        if (each := date(year, month, number)) >= floor or year > floor.year
    )


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)


def _timed(match: re.Match[str], plain: str, day: date) -> Day:
    word, end = match[0], match.end()
    behind = plain[end : end + 8]
    behind = behind.removeprefix(")")
    relative = not any(match[name] for name in ("d1", "d2", "d3", "d4"))
    if clock := _CLOCK.match(behind):
        told = f"{int(clock['h']):02d}:{clock['m'] or '00'}"
        return Day(match.start(), end + clock.end(), day, "minute", told, relative)
    if "晚" in word or "夜" in word:
        return Day(match.start(), end, day, "after-close", relative=relative)
    if word in {"今早", "今晨"}:
        return Day(match.start(), end, day, "before-open", relative=relative)
    if told_time := _TIME.match(behind):
        precision = next(name for n, (name, _) in enumerate(_TIMES) if told_time[f"t{n}"])
        stop = end + told_time.end()
        return Day(match.start(), stop, day, precision, relative=relative)
    return Day(match.start(), end, day, "day", relative=relative)


def _date(match: re.Match[str], text: Text, published: Published, found: list[Day]) -> date | None:
    before = text.plain[max(0, match.start() - 12) : match.start()]
    year, month, number = _written(match)
    if month:
        return _placed(year, month, number, published.day, ahead=bool(AHEAD.search(before)))
    if match["d5"]:
        anchor = _near(found, match.start()) or published.day
        return _of_month(int(match["d5"]), anchor, published.day)
    return _relative(match, text.plain, published.day, found)


def _written(match: re.Match[str]) -> tuple[int | None, int, int]:
    for n in "1234":
        month = match[f"m{n}"]
        if month:
            year = match[f"y{n}"] if n != "2" else None
            number = int(month) if month.isdigit() else _MONTHS.index(month[:3].lower()) + 1
            return int(year) if year else None, number, int(match[f"d{n}"])
    return None, 0, 0


def _near(found: list[Day], start: int) -> date | None:
    return found[-1].day if found and start - found[-1].end < 300 else None


def _placed(
    year: int | None, month: int, number: int, published: date | None, *, ahead: bool
) -> date | None:
    try:
        if year is not None:
            return date(year, month, number)
        if published is None:
            return None
        years = (published.year + 1, published.year, published.year - 1, published.year - 2)
        days = [
            date(y, month, number) for y in years if not (month == 2 and number == 29 and y % 4)
        ]
    except ValueError:
        return None
    if ahead:
        to_come = [day for day in days if 0 < (day - published).days <= FAR]
        if to_come:
            return min(to_come)
    return next((day for day in days if day <= published + ONE_DAY), None)


def _of_month(number: int, anchor: date | None, published: date | None) -> date | None:
    if anchor is None or not 1 <= number <= 31:
        return None
    month = anchor
    for _ in range(3):
        try:
            day = month.replace(day=number)
        except ValueError:
            day = None
        if day is not None and (published is None or day <= published + ONE_DAY):
            return day
        month = month.replace(day=1) - ONE_DAY
    return None


def _told_of(match: re.Match[str], plain: str, found: list[Day]) -> date | None:
    """Day that the one before is counted from: of its sentence, else the latest told near it."""
    near = [day for day in found[-_MOST_NEAR:] if match.start() - day.end < _REACH]
    if near and not re.search(r"[。\n]|\.\s", plain[near[-1].end : match.start()]):
        return near[-1].day
    return max((day.day for day in near), default=None)


def _relative(
    match: re.Match[str], plain: str, published: date | None, found: list[Day]
) -> date | None:
    near = _near(found, match.start())
    if match["same"] and published is not None:  # 明日起停牌；当天再度涨停: of a day that has been
        near = _near([day for day in found if day.day <= published], match.start())
    if match["next"] or match["same"]:
        return near + ONE_DAY if near and match["next"] else near
    if published is None:
        return None
    if match["previous"]:
        return _weekday_before(_told_of(match, plain, found) or published)
    for name, back in (("today", 0), ("yesterday", 1), ("before", 2)):
        if match[name]:
            return published - back * ONE_DAY
    return _weekday(match, published)


def _weekday_before(day: date) -> date:
    day -= ONE_DAY
    while day.weekday() > 4:
        day -= ONE_DAY
    return day


def _weekday(match: re.Match[str], published: date) -> date:
    if match["w_en"]:
        number = _WEEKDAYS.index(match["w_en"][:3].lower())
        back = (published.weekday() - number) % 7
        return published - timedelta(days=back + (7 if match["last_en"] and back == 0 else 0))
    number = _CHINESE_WEEKDAYS[match["w"]]
    monday = published - timedelta(days=published.weekday())
    if match["last"] == "上":
        # On a Sunday the week that has just ended is already the last one.
        back = 0 if published.weekday() == _SUNDAY and number < _SUNDAY else 7
        return monday - timedelta(days=back - number)
    day = monday + timedelta(days=number)
    return day if day <= published or match["last"] else day - timedelta(days=7)


# Publication ----------------------------------------------------------

_STAMP = re.compile(
    r"(?P<y>20\d\d)\s?[年./-]\s?(?P<m>\d{1,2})\s?[月./-]\s?(?P<d>\d{1,2})(?!\d)日?[T\s]*(?:(?P<h>[01]?\d|"
    r"2[0-3])[:：](?P<n>[0-5]\d))?(?!日?\s?(?:起?至|到|[-~—–])\s?\d)"
    rf"|\b(?P<m2>{_MONTH})\.?\s(?P<d2>\d{{1,2}}),?\s(?P<y2>20\d\d)"
    rf"|\b(?P<d3>\d{{1,2}})\s(?P<m3>{_MONTH})\.?\s(?P<y3>20\d\d)",
    re.IGNORECASE,
)
_PERIOD_END = re.compile(
    r"(?P<y>20\d\d)年?(?:的)?(?P<p>年报|年度报告|年年报|半年报|中报|上半年|前三季度|三季报|"
    r"第?[一三]季度|一季报|第二季度|二季度|第?四季度)"
)
_ENDS = {"半": (6, 30), "中": (6, 30), "上": (6, 30), "前": (9, 30), "三": (9, 30), "一": (3, 31)}
_BYLINE = re.compile(r"记者|来源|作者|编辑|文[/:：]|报道$|\bBy\s[A-Z]")
_HEAD, _FOOT, _SHORT_LINE = 400, 120, 60


def publication(text: Text, given: datetime | date | None, today: date) -> Published:
    """
    When an article appeared: as given, as its head or foot says, or as its days allow.

    Without a year anywhere the last day it names is taken in the first year in which that
    day lies behind the last period it reports; that is a guess and marked as one.
    """
    if isinstance(given, datetime):
        return Published(given.date(), given, "given")
    if given is not None:
        return Published(given, _stamped(text.plain, given), "given")
    for stretch in (text.plain[:_HEAD], text.plain[-_FOOT:]):
        for line in stretch.splitlines():
            match = _STAMP.search(line)
            if match and len(line) <= _SHORT_LINE and (moment := _stamp(match)):
                told = moment if match["h"] else None
                if moment.date() <= today:
                    return Published(moment.date(), told, "text")
    day = _inferred(text, today)
    return Published(day, None, "inferred")


def _stamped(plain: str, day: date) -> datetime | None:
    for match in _STAMP.finditer(plain[:_HEAD]):
        moment = _stamp(match)
        if moment and moment.date() == day and match["h"]:
            return moment
    return None


def _stamp(match: re.Match[str]) -> datetime | None:
    year, month, day = (
        next(filter(None, (match[name] for name in names)))
        for names in (("y", "y2", "y3"), ("m", "m2", "m3"), ("d", "d2", "d3"))
    )
    number = int(month) if month.isdigit() else _MONTHS.index(month[:3].lower()) + 1
    try:
        clock = time(int(match["h"]), int(match["n"])) if match["h"] else time()
        return datetime.combine(date(int(year), number, int(day)), clock)
    except ValueError:
        return None


def _inferred(text: Text, today: date) -> date | None:
    days = days_in(text, Published(None, None, "inferred"))
    full = [day.day for day in days if day.day <= today]
    ends = [end for end in _period_ends(text.plain) if end <= today]
    if not full and not ends:
        return None
    floor = max([*full, *ends])
    wanted = (_written(match) for match in _DAY.finditer(text.plain))
    dated = [_first_after(month, number, floor) for _, month, number in wanted if month]
    near = timedelta(days=60 if full else 366)
    later = [day for day in dated if day and day <= min(today, floor + near)]
    return max([*full, *later], default=None)


def _period_ends(plain: str) -> Iterator[date]:
    for match in _PERIOD_END.finditer(plain):
        part = match["p"].removeprefix("第")
        month, number = (6, 30) if part[0] == "二" else _ENDS.get(part[0], (12, 31))
        yield date(int(match["y"]), month, number)


def _first_after(month: int, number: int, floor: date) -> date | None:
    for year in (floor.year, floor.year + 1):
        try:
            day = date(year, month, number)
        except ValueError:
            continue
        if day >= floor:
            return day
    return None
