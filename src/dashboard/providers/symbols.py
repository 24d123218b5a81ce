"""A Yahoo-style symbol of a mainland exchange, taken apart for sources that write it otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from dashboard.errors import N_, NotCoveredError
from dashboard.market.boards import Board, board

Exchange: TypeAlias = Literal["sh", "sz", "bj"]

_EXCHANGES: dict[str, Exchange] = {"SS": "sh", "SZ": "sz", "BJ": "bj"}

# B shares trade in foreign money: 900 in Shanghai, 200 in Shenzhen.
_CURRENCIES = {("sh", "900"): "USD", ("sz", "200"): "HKD"}


@dataclass(frozen=True, slots=True)
class Security:
    """
    A security of a mainland exchange.

    Attributes
    ----------
    code : str
        Six digits; an index of one exchange may have the code of another's stock.
    exchange : {"sh", "sz", "bj"}
    board : str
        As `dashboard.market.boards.board` has it.
    """

    code: str
    exchange: Exchange
    board: Board

    @property
    def prefixed(self) -> str:
        """As Tencent and Sina write it: ``sz300249``."""
        return f"{self.exchange}{self.code}"

    @property
    def is_index(self) -> bool:
        """Whether it is an index: points, not yuan, and a volume without a sure unit."""
        return self.board == "index"

    @property
    def currency(self) -> str:
        """Of its prices."""
        return _CURRENCIES.get((self.exchange, self.code[:3]), "CNY")


def security_of(symbol: str, source: str) -> Security:
    """
    Take a symbol apart.

    Parameters
    ----------
    symbol : str
        Yahoo style.
    source : str
        Id of the source that is to be asked, for the sentence.

    Raises
    ------
    NotCoveredError
        If it is not of a mainland exchange.

    Examples
    --------
    >>> security_of("603881.SS", "tencent").prefixed, security_of("000300.SS", "tencent").is_index
    ('sh603881', True)
    """
    code, _, suffix = symbol.strip().upper().partition(".")
    exchange = _EXCHANGES.get(suffix)
    if exchange is None or len(code) != 6 or not (code.isascii() and code.isdigit()):
        raise NotCoveredError(
            N_(
                "{source} carries mainland exchanges only, six digits with .SS, .SZ or .BJ; "
                "{symbol} was not asked for."
            ),
            source=source,
            symbol=symbol,
        )
    return Security(code, exchange, board(f"{code}.{suffix}"))
