"""The claim ledger as a table."""

import pytest

from dashboard.analysis.claims.ledger import check_claims
from dashboard.exhibits.claim_tables import claim_table


@pytest.fixture(scope="module")
def results(shipped, xshg):
    return check_claims(shipped.case, shipped.market, xshg)


@pytest.fixture(scope="module")
def numbered(shipped):
    return {claim.id: place for place, claim in enumerate(shipped.case.claims, start=1)}


def test_one_row_a_claim_with_all_its_verdict_rests_on(results, numbered):
    table = claim_table(results, numbered).frame().set_index("id")
    assert 33 == len(table)
    assert "holds-within-rounding" == table.loc["ret-shenling", "verdict"]
    assert float(table.loc["ret-shenling", "computed"]) == results[3].computed
    assert table.loc["ret-shenling", "highest by rounding"] > 0.0781
    assert "athub-ali" == table.loc["athub-link", "statements on file"]
    assert "" == table.loc["small-share", "in tension with"]
    assert "比较明确" == table.loc["athub-link", "in the article’s words (zh)"]
    assert ["False", "True"] == [
        str(table.loc[name, "stated is our reading"]) for name in ("ret-frd", "group-old-flat")
    ]
    assert table.loc["reports-order", "computed"].startswith("gtja-report=0.137")
    assert "68.2" == table.loc["idc-market", "stated"]


def test_without_claims_the_columns_stay():
    heads = list(claim_table((), {}).frame().columns)
    assert ["number", "id", "kind", "statement (en)", "statement (zh)", "verdict"] == heads[:6]
    assert 25 == len(heads)
