"""The commands for editions: what they print, and the exit codes that scripts rely on."""

import json
import shutil
from dataclasses import replace

import pytest
from click.testing import CliRunner

from dashboard.access import history
from dashboard.cases.folders import find_case, write_case
from dashboard.commands import main
from dashboard.editions import editions
from dashboard.editions import folder as folder_of
from dashboard.editions.manifest import manifest_bytes
from tests.slim_case import slim

pytestmark = pytest.mark.slow

SLUG = "liquid-cooling-2025"


def invoke(*arguments):
    return CliRunner().invoke(main.main, [str(argument) for argument in arguments])


@pytest.fixture(autouse=True)
def shelf(tmp_path, monkeypatch):
    monkeypatch.setenv("MARKET_NARRATIVE_EDITIONS", str(tmp_path / "editions"))
    monkeypatch.setenv("MARKET_NARRATIVE_STORE", str(tmp_path / "store"))
    return tmp_path / "editions"


@pytest.fixture(scope="module")
def small(tmp_path_factory, shipped):
    """Folder of that case with little in it, for what does not depend on the case."""
    folder = tmp_path_factory.mktemp("slim") / SLUG
    write_case(slim(shipped), folder)
    return folder


def frozen_by_the_command(target, case):
    """Folder of editions with one in it, made by the command, and its id."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MARKET_NARRATIVE_EDITIONS", str(target))
        result = invoke("freeze", case, "--name", "Li", "--note", "for the article")
    assert 0 == result.exit_code, result.output
    return target, result.stdout.split()[0]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """An edition of the whole case."""
    return frozen_by_the_command(tmp_path_factory.mktemp("made"), SLUG)


@pytest.fixture(scope="module")
def brief(tmp_path_factory, small):
    """An edition of the small one."""
    return frozen_by_the_command(tmp_path_factory.mktemp("brief"), small)


@pytest.fixture(scope="module")
def archive(brief):
    """That edition as a zip."""
    (edition,) = editions.list_editions(brief[0])
    file = brief[0] / "one.zip"
    file.write_bytes(editions.edition_zip(edition))
    return file


@pytest.fixture
def frozen(brief, shelf):
    """The same edition where this test's commands look; its id."""
    shutil.copytree(brief[0], shelf)
    return brief[1]


def spoilt(path):
    file = path / "case" / "claims.csv"
    file.write_bytes(file.read_bytes() + b"\n")
    return path


def with_another_number(path):
    """The edition at a path, its results changed and sealed again; the new folder."""
    edition = editions.open_edition(path, path).edition
    file = path / "results.json"
    found = json.loads(file.read_text(encoding="utf-8"))
    found["difference"]["value"] = 0.5
    file.write_text(json.dumps(found), encoding="utf-8")
    files = edition.manifest.files | {"results.json": folder_of.mark_of(file)}
    manifest = replace(edition.manifest, files=files)
    (path / "manifest.json").write_bytes(manifest_bytes(manifest))
    return path.rename(path.with_name(manifest.id))


def test_freezing_prints_id_and_folder(made):
    target, name = made
    (edition,) = editions.list_editions(target)

    assert name == edition.id
    assert ("Li", "for the article") == (edition.made.by, edition.made.note)


def test_freezing_a_folder_where_it_stands_is_in_the_history_once(small, shelf, tmp_path):
    for _ in range(2):
        invoke("freeze", small, "--name", "Ann")

    assert 1 == len(editions.list_editions(shelf, SLUG))
    (entry,) = history.read(tmp_path / "store", SLUG)
    assert "edition-frozen" == entry.action
    assert {"name": "Ann", "by": "command line"}.items() <= dict(entry.details).items()


def test_freezing_the_same_again_says_so_on_the_error_stream(frozen, small, shelf):
    result = invoke("freeze", small)

    assert 0 == result.exit_code
    assert f"{frozen}  {shelf / SLUG / frozen}\n" == result.stdout
    assert "frozen before" in result.stderr


def test_window_and_benchmark_are_those_asked_for(shelf, small):
    result = invoke("freeze", small, "--last", "2025-02-12", "--benchmark", "000300.SS")

    assert 0 == result.exit_code
    settings = editions.list_editions(shelf)[0].manifest.settings
    assert ("2025-02-12", "000300.SS") == (settings.window.last.isoformat(), settings.benchmark)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--last", "2025-02-09"], "2025-02-09"),
        (["--benchmark", "nothing"], "nothing"),
        (["--prices", "store"], "store has no prices"),
        (["--name", "x" * 81], "one line each"),
    ],
)
def test_what_cannot_be_frozen_is_one_sentence_and_nothing_is_written(shelf, options, said):
    result = invoke("freeze", SLUG, *options)

    assert 1 == result.exit_code
    assert said in result.stderr
    assert not shelf.exists()


def test_a_case_without_the_folder_of_that_name_is_one_sentence():
    assert 1 == invoke("freeze", "no-such-case").exit_code


def test_editions_are_listed_with_date_window_and_name(frozen):
    result = invoke("editions")

    for part in (frozen, SLUG, "2025-02-06 … 2025-02-13", "equal-weight", "Li", "for the article"):
        assert part in result.stdout
    assert result.stdout == invoke("editions", SLUG).stdout
    assert result.stdout == invoke("editions", str(find_case(SLUG))).stdout
    assert "(a slug or a folder)" in invoke("editions", "--help").stdout
    assert "" == invoke("editions", "another").stdout


def test_no_edition_is_said_on_the_error_stream(shelf):
    result = invoke("editions")

    assert (0, "") == (result.exit_code, result.stdout)
    assert str(shelf) in result.stderr


def test_a_folder_that_is_no_edition_is_named(frozen, shelf):
    (shelf / SLUG / ("0" * 16)).mkdir()

    assert "0" * 16 in invoke("editions").stderr


def test_verifying_says_that_every_number_comes_out(made, archive):
    for wanted in (made[0] / SLUG / made[1], archive):
        result = invoke("verify", wanted)

        assert 0 == result.exit_code
        assert "Every number comes out" in result.stdout


def test_verifying_a_number_that_differs_ends_with_three(frozen, shelf):
    place = with_another_number(shelf / SLUG / frozen)

    result = invoke("verify", place.name)

    assert 3 == result.exit_code
    assert "/difference/value  0.5  0.3321" in result.stdout
    assert "1 number(s) differ" in result.stdout


def test_verifying_a_damaged_file_ends_with_four(frozen, shelf):
    spoilt(shelf / SLUG / frozen)

    result = invoke("verify", frozen)

    assert 4 == result.exit_code
    assert "case/claims.csv  changed" in result.stdout


@pytest.mark.parametrize("wanted", ["0" * 16, "nothing", "."])
def test_verifying_what_is_no_edition_ends_with_one(tmp_path, monkeypatch, wanted):
    monkeypatch.chdir(tmp_path)

    result = invoke("verify", wanted)

    assert 1 == result.exit_code
    assert "no edition" in result.stderr


def test_a_file_that_is_no_zip_ends_with_one(tmp_path):
    (tmp_path / "x.zip").write_bytes(b"no zip")

    for command in ("verify", "import-edition"):
        result = invoke(command, tmp_path / "x.zip")

        assert 1 == result.exit_code
        assert "cannot be read" in result.stderr


def test_comparing_lists_what_changed(frozen, small, shelf):
    later = invoke("freeze", small, "--last", "2025-02-12").stdout.split()[0]

    result = invoke("compare", frozen, later)

    assert 0 == result.exit_code
    assert "settings  last  changed  '2025-02-13' → '2025-02-12'" in result.stdout
    assert "/difference/value  0.3321" in result.stdout
    assert "Nothing differs" in invoke("compare", frozen, shelf / SLUG / frozen).stdout


def test_two_zips_can_be_compared(archive):
    result = invoke("compare", archive, archive)

    assert (0, "Nothing differs between the two.\n") == (result.exit_code, result.stdout)


def test_an_edition_is_taken_in_from_its_zip_and_verified_by_its_name(archive, shelf):
    result = invoke("import-edition", archive)

    (edition,) = editions.list_editions(shelf)
    assert f"{edition.id}  {shelf / SLUG / edition.id}\n" == result.stdout
    assert "here before" in invoke("import-edition", archive).stderr
    assert 0 == invoke("verify", edition.id).exit_code
    assert "各数均与冻结时一致" in invoke("verify", edition.id, "--language", "zh").stdout


def test_help_says_the_exit_codes():
    text = invoke("verify", "--help").stdout

    assert all(part in text for part in ("0 every number", "1 the edition", "3 numbers", "4 files"))
