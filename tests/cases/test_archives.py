"""A case as one zip: the same bytes each time; and what a zip from outside must not be."""

import io
import stat
import zipfile

import pytest

from dashboard.cases.archives import MOST_FILES, case_zip, folder_zip, unpacked_case
from dashboard.cases.folders import find_case, read_case
from dashboard.cases.shelf import CaseShelf
from dashboard.cases.writer import case_files
from dashboard.errors import CaseError, InputError


@pytest.fixture
def files(small):
    """Files of the small case by name."""
    content = small.read()
    return case_files(content.case, content.market)


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    monkeypatch.setenv("MARKET_NARRATIVE_CASES", str(tmp_path / "cases"))
    return CaseShelf(tmp_path / "store")


def zipped(files, *members, method=zipfile.ZIP_DEFLATED):
    """Zip of files with further members, each a name or ZipInfo with its bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in [*files.items(), *members]:
            archive.writestr(name, data)
    return out.getvalue()


def test_a_case_goes_out_and_comes_in_equal(small, shelf):
    data = case_zip(small.path)

    folder = shelf.bring_in(unpacked_case(data))

    assert data == case_zip(small.path) == case_zip(folder)
    assert small.read() == read_case(folder)


def test_the_shipped_case_comes_in_under_another_name(shelf):
    found = unpacked_case(case_zip(find_case("liquid-cooling-2025")))

    with pytest.raises(InputError, match="“liquid-cooling-2025-2” is free"):
        shelf.bring_in(found)
    folder = shelf.bring_in(found, "liquid-cooling-2025-2")

    assert "liquid-cooling-2025-2" == read_case(folder).case.slug
    assert (folder / "prices.csv").read_bytes() == found.files["prices.csv"]


def test_a_zip_with_one_folder_and_what_file_managers_add_is_read(files):
    packed = {f"my case/{name}": data for name, data in files.items()}
    aside = [("__MACOSX/my case/._case.toml", b"x"), ("my case/.DS_Store", b"x")]
    extra = [("my case/", b""), ("my case/readme.md", b"x"), ("my case/more.csv", b"a,b\n")]

    found = unpacked_case(zipped(packed, *aside, *extra))

    assert set(files) == set(found.files)
    assert ("more.csv",) == found.left_out


@pytest.mark.parametrize(
    "name",
    [
        "../case2.toml",
        "a/../../x.csv",
        "/etc/x.csv",
        "C:/x.csv",
        "C:x.csv",
        "..\\x.csv",
        "a\\x.csv",
        "\\\\host\\x.csv",
        "./x.csv",
        "a//x.csv",
        "a/b/x.csv",
        "x.csv:stream.csv",
        "x\x01.csv",
        "x\u202evsc.csv",
    ],
)
def test_a_member_that_leads_elsewhere_is_refused(files, name, tmp_path):
    with pytest.raises(InputError, match="no place in the folder of a case"):
        unpacked_case(zipped(files, (name, b"x")))
    assert [] == list(tmp_path.rglob("x.csv"))


def test_a_name_that_python_would_cut_at_a_nul_is_refused(files):
    data = zipped(files, ("x.csvA.csv", b"x")).replace(b"x.csvA.csv", b"x.csv\0.csv")

    with pytest.raises(InputError, match="no place in the folder"):
        unpacked_case(data)


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK])
def test_a_link_or_device_is_refused(files, kind):
    member = zipfile.ZipInfo("linked.csv")
    member.create_system = 3
    member.external_attr = (kind | 0o777) << 16

    with pytest.raises(InputError, match="no plain file"):
        unpacked_case(zipped(files, (member, b"/etc/passwd")))


@pytest.mark.parametrize("twin", ["events.csv", "EVENTS.CSV", "Events.csv", "\uff45vents.csv"])
def test_doubles_are_refused_also_where_a_disk_would_not_tell_them_apart(files, twin):
    # Python warns of a name that it writes a second time: it is put in afterwards.
    data = zipped(files, (twin.replace("v", "_", 1), b"x")).replace(b"_ents.csv", b"vents.csv")
    with pytest.raises(InputError, match="twice"):
        unpacked_case(data)


def test_doubles_by_the_writing_of_an_accent_are_refused(files):
    with pytest.raises(InputError, match="twice"):
        unpacked_case(zipped(files, ("caf\u00e9.csv", b"x"), ("cafe\u0301.csv", b"x")))


def test_files_in_several_folders_are_refused(files):
    with pytest.raises(InputError, match="several folders"):
        unpacked_case(zipped(files, ("other/x.csv", b"x")))


def test_a_bomb_by_ratio_is_refused_before_it_is_unpacked(files):
    with pytest.raises(InputError, match="200 times its size"):
        unpacked_case(zipped(files, ("bomb.csv", b"0" * 5_000_000)))


def test_a_bomb_by_size_is_refused(files):
    with pytest.raises(InputError, match="a file of a case has at most"):
        unpacked_case(zipped(files, ("bomb.csv", b"0" * 20_000_001)))


def test_a_bomb_by_count_is_refused_before_its_list_is_read(files):
    many = [(f"{n}.csv", b"") for n in range(MOST_FILES)]

    with pytest.raises(InputError, match=f"at most {MOST_FILES}"):
        unpacked_case(zipped(files, *many))


def test_many_files_that_are_small_each_and_large_together_are_refused(files, monkeypatch):
    monkeypatch.setattr("dashboard.cases.archives.MOST_BYTES", 1_000)

    with pytest.raises(InputError, match="unpacks to"):
        unpacked_case(zipped(files))


def test_a_zip_that_is_too_large_is_not_opened(monkeypatch):
    monkeypatch.setattr("dashboard.cases.archives.MOST_PACKED", 10)

    with pytest.raises(InputError, match="at most 10"):
        unpacked_case(b"0" * 11)


def test_an_encrypted_member_is_refused(files):
    data = bytearray(zipped({}, *files.items(), method=zipfile.ZIP_STORED))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1

    with pytest.raises(InputError, match="encrypted"):
        unpacked_case(bytes(data))


def test_a_size_that_lies_is_found_out(files):
    data = bytearray(zipped(files))
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")

    with pytest.raises(InputError, match="cannot be read"):
        unpacked_case(bytes(data))


@pytest.mark.parametrize("cut", [0, 10, 100, -30])
def test_what_is_no_whole_zip_is_one_sentence(files, cut):
    with pytest.raises(InputError, match="cannot be read"):
        unpacked_case(zipped(files)[:cut])


def test_a_zip_without_a_case_is_said():
    with pytest.raises(InputError, match=r"no case\.toml"):
        unpacked_case(folder_zip({"prices.csv": b"x"}))


def test_the_faults_of_the_case_in_it_are_all_named(files):
    with pytest.raises(CaseError) as caught:
        unpacked_case(folder_zip({**files, "events.csv": b"nonsense\n", "claims.csv": b""}))

    assert {"events.csv", "claims.csv"} <= {fault.file for fault in caught.value.faults}
