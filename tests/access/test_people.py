"""Who may edit, by the claims of a login: what counts, and what must not."""

import pytest

from dashboard.access import people
from dashboard.access.people import Person, may_edit, read_person, refusal
from dashboard.settings.loading import Settings

NOW = 1_770_000_000.0
CLIENTS = {"default": "ours", "google": "ours-at-google"}
ANN = {"sub": "7", "email": "ann@example.org", "email_verified": True}
LOGIN = {**ANN, "provider": "default", "aud": "ours", "exp": NOW + 60}


def edits(claims, *editors, **settings):
    chosen = Settings(editors=editors, **settings)
    return may_edit(read_person(claims, chosen), chosen)


# Who may edit ---------------------------------------------------------


def test_without_login_and_without_editors_everybody_edits():
    assert may_edit(None, Settings())


@pytest.mark.parametrize(
    "settings", [Settings(editors=("ann@example.org",)), Settings(login_required=True)]
)
def test_without_login_nobody_edits_where_the_settings_count_on_one(settings):
    assert not may_edit(None, settings)


def test_somebody_who_logged_in_reads_until_they_are_named():
    assert not edits(ANN)
    assert not edits(ANN, "bob@example.org")
    assert edits(ANN, "bob@example.org", "ann@example.org")


def test_small_and_capital_letters_of_an_address_are_the_same():
    assert edits({**ANN, "email": "Ann@Example.ORG"}, "ANN@example.org")


@pytest.mark.parametrize(
    "address",
    [
        "anne@example.org",
        "ann@example.org.evil.example",
        "ann@example.org\n@evil.example",
        "ann@example.org,bob@example.org",
        "*",
        "group:desk",
        "",
    ],
)
def test_an_address_that_only_resembles_an_editors_edits_nothing(address):
    assert not edits({**ANN, "email": address}, "ann@example.org", "group:desk")


def test_a_letter_whose_small_form_is_ascii_does_not_pass_for_it():
    # The sign for kelvin, whose small form is k.
    assert "k" == "\u212a".lower()

    assert not edits({**ANN, "email": "\u212aim@example.org"}, "kim@example.org")


def test_an_address_in_another_script_is_compared_as_it_is():
    assert edits({**ANN, "email": "记者@example.cn"}, "记者@example.cn")


@pytest.mark.parametrize("verified", [False, None, "false", "yes", 1.5, 0, [], [True]])
def test_an_address_that_the_provider_does_not_vouch_for_counts_as_none(verified):
    person = read_person({**ANN, "email_verified": verified}, Settings())

    assert "" == person.address
    assert not edits({**ANN, "email_verified": verified}, "ann@example.org")


def test_an_address_without_a_word_on_its_verification_counts_as_none():
    claims = {"sub": "7", "email": "ann@example.org"}

    assert not edits(claims, "ann@example.org")


@pytest.mark.parametrize("email", [None, 7, ["ann@example.org"], {"a": 1}])
def test_an_address_that_is_no_text_counts_as_none(email):
    assert "" == read_person({**ANN, "email": email}, Settings()).address


def test_a_group_is_compared_letter_by_letter():
    claims = {"sub": "7", "groups": ["Market desk", "all"]}

    assert edits(claims, "group:Market desk")
    assert not edits(claims, "group:market desk")
    assert not edits(claims, "group:Market")


def test_the_claim_of_the_groups_can_be_set():
    claims = {"sub": "7", "roles": "desk", "groups": ["all"]}

    assert edits(claims, "group:desk", groups_claim="roles")
    assert not edits(claims, "group:desk")


@pytest.mark.parametrize("groups", [None, 7, {"desk": True}, [["desk"]], "", []])
def test_groups_of_another_shape_are_none(groups):
    assert not edits({"sub": "7", "groups": groups}, "group:desk")


def test_a_star_lets_everybody_edit_who_may_log_in():
    assert edits({"sub": "7"}, "*")
    assert not may_edit(None, Settings(editors=("*",)))


def test_the_history_names_the_verified_address_else_the_account():
    assert "ann@example.org" == read_person(ANN, Settings()).name
    assert "7" == read_person({**ANN, "email_verified": False}, Settings()).name
    assert "" == Person().name


# Whether a login counts -----------------------------------------------


def test_a_login_for_us_that_has_not_ended_counts():
    assert refusal(LOGIN, CLIENTS, now=NOW) is None
    assert refusal({**LOGIN, "aud": ["x", "ours"]}, CLIENTS, now=NOW) is None


@pytest.mark.parametrize("end", [NOW, NOW - 1, 0, None, "2099-01-01", True, float("nan")])
def test_a_login_counts_no_longer_than_its_token(end):
    assert people.EXPIRED == refusal({**LOGIN, "exp": end}, CLIENTS, now=NOW).template


@pytest.mark.parametrize(
    ("audience", "provider"),
    [
        ("another", "default"),
        (["another"], "default"),
        (None, "default"),
        ([], "default"),
        ("", "default"),
        ("ours", "google"),
        ("ours", "gone"),
        ("ours", None),
    ],
)
def test_a_login_made_for_another_application_does_not_count(audience, provider):
    claims = {**LOGIN, "aud": audience, "provider": provider}

    assert people.FOREIGN == refusal(claims, CLIENTS, now=NOW).template


def test_an_empty_client_id_is_no_audience():
    claims = {**LOGIN, "aud": "another"}

    assert people.FOREIGN == refusal(claims, {"default": ""}, now=NOW).template
