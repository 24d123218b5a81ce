"""The claim ledger as a table."""

from importlib.resources import files
from pathlib import Path

from dashboard.analysis.claims.ledger import check_claims
from dashboard.cases.folders import read_case
from dashboard.exhibits.claim_tables import CLAIM_COLUMNS, claim_table
from dashboard.market.sessions import load_sessions

SHIPPED = read_case(Path(str(files("dashboard"))) / "cases" / "shipped" / "liquid-cooling-2025")
RESULTS = check_claims(SHIPPED.case, SHIPPED.market, load_sessions("XSHG", "Asia/Shanghai"))
NUMBERED = {claim.id: place for place, claim in enumerate(SHIPPED.case.claims, start=1)}


def test_one_row_a_claim_with_all_its_verdict_rests_on():
    table = claim_table(RESULTS, NUMBERED).set_index("id")
    assert len(table) == 18
    assert table.loc["ret-shenling", "verdict"] == "holds-within-rounding"
    assert float(table.loc["ret-shenling", "computed"]) == RESULTS[3].computed
    assert table.loc["ret-shenling", "highest by rounding"] > 0.0781
    assert table.loc["athub-link", "statements on file"] == "athub-ali"
    assert table.loc["small-share", "in tension with"] == "newcomers-undisclosed"
    assert table.loc["reports-order", "computed"].startswith("gtja-report=0.137")
    assert table.loc["idc-market", "stated"] == "68.2"


def test_without_claims_the_columns_stay():
    assert list(claim_table((), {}).columns) == list(CLAIM_COLUMNS)
