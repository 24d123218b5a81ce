"""Many small cases to look through: variants of the shipped one, none of them meant seriously."""

import random
import re
from datetime import date
from pathlib import Path
from typing import get_args

from dashboard.analysis.answer.facts import AnswerKind
from dashboard.analysis.cards.card import Card, Dot, Row
from dashboard.analysis.cards.work import card_key, keep_card
from dashboard.case import Text
from dashboard.cases.listing import list_cases

SHIPPED = Path("src/dashboard/cases/shipped/liquid-cooling-2025")
KEPT = 80  # sessions of prices before the window

_THEMES = (
    ("Ward software", "病房软件"),
    ("Cold-chain port", "冷链港口"),
    ("Tariff list", "关税清单"),
    ("Flight rules", "低空"),
    ("Short drama", "短剧"),
    ("Salt batteries", "钠电"),
    ("Stage robots", "舞台机器人"),
    ("Magnet permits", "磁材许可"),
    ("Night ferries", "夜航渡轮"),
    ("Glass substrates", "玻璃基板"),
    ("Deep-sea cables", "深海电缆"),
    ("Pet insurance", "宠物保险"),
)
_GROUPS = (
    ("Named", "点名", "Not named", "未点名"),
    ("In the order", "有订单", "Outside", "无订单"),
    ("Buy-back", "有回购", "None", "无回购"),
    ("Near the port", "近港", "Elsewhere", "别处"),
)


def write_cases(folder: Path, root: Path, n: int, seed: int = 1) -> list[str]:
    """
    Write `n` cases below a folder and return their slugs; the same ones for the same seed.

    Parameters
    ----------
    folder : Path
    root : Path
        Checkout whose shipped case is varied.
    n, seed : int
    """
    rng = random.Random(seed)
    source = {
        file.name: file.read_text(encoding="utf-8") for file in sorted((root / SHIPPED).iterdir())
    }
    rows = [line.split(",") for line in source["prices.csv"].splitlines()]
    days = sorted({row[1] for row in rows[1:]})
    made = []
    for place in range(n):
        slug = f"case-{place:03d}"
        first = days.index("2025-01-06") + rng.randrange(len(days) - 150)
        files = _varied(source, slug, place, days[first : first + 5], rng)
        files["prices.csv"] = _prices(rows, set(days[first - KEPT : first + 8]), rng)
        (folder / slug).mkdir(parents=True)
        for name, text in files.items():
            (folder / slug / name).write_text(text, encoding="utf-8", newline="")
        made.append(slug)
    return made


def _varied(
    source: dict[str, str], slug: str, place: int, window: list[str], rng: random.Random
) -> dict[str, str]:
    theme, chinese = _THEMES[place % len(_THEMES)]
    one, one_zh, other, other_zh = rng.choice(_GROUPS)
    month = date.fromisoformat(window[0])
    text = source["case.toml"]
    for old, new in (
        ('slug = "liquid-cooling-2025"', f'slug = "{slug}"'),
        ("Liquid cooling, February 2025", f"{theme} {place}, {month:%B %Y}"),
        ("2025 年 2 月“液冷”行情", f"{month.year} 年 {month.month} 月“{chinese}”行情之 {place}"),
        ("Was it liquid cooling that lifted", f"Was it {theme.lower()} that lifted"),
        ("“液冷股”大涨，靠的是液冷吗？", f"“{chinese}股”大涨，靠的是{chinese}吗？"),
        ("first = 2025-02-07", f"first = {window[0]}"),
        ("last = 2025-02-13", f"last = {window[-1]}"),
        ("sessions = 120", "sessions = 60"),
        ('en = "Newcomers", zh = "新贵"', f'en = "{one}", zh = "{one_zh}"'),
        ('en = "Established names", zh = "老牌"', f'en = "{other}", zh = "{other_zh}"'),
    ):
        assert old in text, old
        text = text.replace(old, new)
    text = re.sub(r"\n\[universe\]\n[^\[]*", "\n", text)
    head = [f'status = "{"open" if place % 3 else "closed"}"']
    if place % 4:
        head.append(f"review = 202{6 + place % 3}-0{1 + place % 9}-15")
    text = re.sub(r"\n(status|review) = .*", "", text)
    text = text.replace('currency = "CNY"\n', 'currency = "CNY"\n' + "\n".join(head) + "\n")
    evidence = source["evidence.csv"]
    if place % 5 == 4:  # nobody has looked
        evidence = evidence.splitlines()[0] + "\n"
    kept = {
        name: source[name] for name in ("events.csv", "equal_weight_returns.csv", "prices.toml")
    }
    claims = source["claims.csv"].splitlines()[0] + "\n"
    return {**kept, "case.toml": text, "evidence.csv": evidence, "claims.csv": claims}


def _prices(rows: list[list[str]], days: set[str], rng: random.Random) -> str:
    """Prices of these days, the stocks' own ones dealt out anew."""
    symbols = sorted({row[0] for row in rows[1:]} - {"000300.SS"})
    dealt = dict(zip(symbols, rng.sample(symbols, len(symbols)), strict=True))
    kept = [[dealt.get(row[0], row[0]), *row[1:]] for row in rows[1:] if row[1] in days]
    return "\n".join(",".join(row) for row in [rows[0], *sorted(kept)]) + "\n"


def keep_cards(store: Path, seed: int = 1) -> None:
    """Keep a made-up card for every case that is listed, as if each had been worked out."""
    rng = random.Random(seed)
    for entry in list_cases():
        kind = rng.choice(get_args(AnswerKind))
        rows = tuple(_row(title, zh, rng) for title, zh in (("Named", "点名"), ("Others", "其他")))
        card = Card(
            kind=kind,
            headline=Text(f"An answer: {kind}, made up", "一个编造的答案"),
            rows=rows,
            market=rng.uniform(-0.02, 0.04),
            through=None if entry.window is None else entry.window.last,
            closes="2025-06-30T07:00:00+00:00",
            retrieved="2025-08-22T02:00:00Z",
        )
        keep_card(entry, store, card, card_key(entry, store))


def _row(title: str, chinese: str, rng: random.Random) -> Row:
    values = [rng.uniform(-0.15, 0.35) for _ in range(4)]
    dots = tuple(Dot(Text(f"S{place}"), value) for place, value in enumerate(values))
    return Row(Text(title, chinese), sum(values) / len(values), dots)
