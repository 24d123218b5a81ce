"""How much of what articles say the reader finds, and how much of what it finds is there."""

import pytest

from tests.articles.gold import articles, row


def shares(kind):
    """(precision, recall) of stocks and of returns over all articles of a folder."""
    counts = {"stocks": [0, 0, 0], "returns": [0, 0, 0]}
    print(f"\n{kind:22} {'stocks p':>9} {'r':>6} {'returns p':>10} {'r':>6}")
    for article in articles(kind):
        finds = article.read()
        line = []
        for name, wanted, found in (
            ("stocks", article.stocks, {stock.symbol for stock in finds.subjects}),
            ("returns", article.returns, {row(each) for each in finds.returns}),
        ):
            one = (len(wanted & found), len(found), len(wanted))
            counts[name] = [held + own for held, own in zip(counts[name], one, strict=True)]
            line += [share(one[0], one[1]), share(one[0], one[2])]
        print(f"  {article.name:20} {line[0]:9.3f} {line[1]:6.3f} {line[2]:10.3f} {line[3]:6.3f}")
    return {
        name: (share(right, found), share(right, wanted))
        for name, (right, found, wanted) in counts.items()
    }


def share(part, whole):
    return part / whole if whole else 1.0


@pytest.mark.parametrize(
    "kind",
    [
        "benchmark",
        "heldout",
        "heldout2",
        "heldout3",
        "heldout4",
        "heldout5",
        "heldout6",
        "heldout7",
        "heldout8",
    ],
)
def test_precision_and_recall_of_stocks_and_of_returns_with_span_and_base(kind):
    found = shares(kind)

    assert 0.98 <= found["stocks"][0]
    assert 0.97 <= found["stocks"][1]
    assert 0.95 <= found["returns"][0]
    assert 0.90 <= found["returns"][1]
