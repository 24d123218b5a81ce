"""What the design says of the tree, checked against the tree."""

import ast
import re
import sys
import tomllib
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "dashboard"
MODULES = sorted(SOURCE.rglob("*.py"))
PAGES = sorted((ROOT / "pages").glob("*.py"))
BANNED = {"utils", "util", "helpers", "common", "core", "manager", "misc"}
SHORTEST, LONGEST = 60, 500  # lines of a file that holds one idea
SHORT = {
    "exhibits/*.py": "a figure, or what the figures of a page share, whatever its size",
    "exhibits/*/*.py": "a figure, or what the figures of a page share, whatever its size",
    "html/*.py": "one kind of fragment",
    "commands/*.py": "one command",
    "exports/*.py": "one kind of file, or the words of one",
    "ui/*.py": "what a page has beside its figures",
    "*/words.py": "sentences of a room of numbers",
    "*_words.py": "sentences of a room of numbers",
    "articles/block.py": "one JSON object",
    "articles/heads.py": "one list of nouns",
    "analysis/answer/detectable.py": "one number from a design",
    "analysis/data/data_note.py": "read by all that finds concerns, and by the words for them",
    "cases/corrections.py": "one file of the format",
    "dashboard/message.py": "the one value of a sentence",
    "language/numerals.py": "one way of writing numbers",
    "market/reporting_deadlines.py": "one table of the law",
    "market/shipped_listing.py": "one file of names that ships",
    "analysis/answer/outcomes.py": "signs and words of an outcome, which many show",
    "analysis/cards/worker.py": "a process of its own",
    "market/short_names.py": "what an exchange writes before a name",
    "ui/reading_behind.py": "one thread for all readers",
    "ui/gallery/deck.py": "one workshop for all readers",
    "ui/gallery/entry_links.py": "addresses that picker and cards share",
    "cases/reviewing.py": "one deed of a card, saved as any version is",
    "ui/gallery/menu_view.py": "one dialog over the gallery",
}
DISTRIBUTIONS = {"pillow": "PIL", "python_docx": "docx", "readability_lxml": "readability"}
MODULES_PAGE = ROOT / "docs" / "modules.md"


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def body_length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = function.body[0]
    documented = ast.get_docstring(function) is not None
    start = function.lineno if not documented else (first.end_lineno or function.lineno)
    return (function.end_lineno or start) - start


def test_a_file_holds_one_idea():
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    may_be_short = {
        path
        for path in MODULES
        if path.name == "__init__.py" or any(path.match(pattern) for pattern in SHORT)
    }

    assert {} == {name(path): n for path, n in lines.items() if n > LONGEST}
    assert {} == {
        name(path): n for path, n in lines.items() if n < SHORTEST and path not in may_be_short
    }


def test_no_reason_to_be_short_is_left_without_a_short_file():
    short = [path for path in MODULES if len(path.read_text("utf-8").splitlines()) < SHORTEST]

    assert [] == [pattern for pattern in SHORT if not any(path.match(pattern) for path in short)]


@pytest.mark.slow
def test_no_function_is_longer_than_50_lines():
    assert [] == [
        f"{name(path)}: {node.name}: {body_length(node)}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and body_length(node) > 50
    ]


def test_no_module_has_a_name_that_says_nothing():
    named = [name(path) for path in MODULES if {path.stem, path.parent.name} & BANNED]

    assert [] == named


def test_streamlit_stays_in_launcher_pages_ui_and_server():
    users = [
        name(path)
        for path in MODULES
        if re.search(r"^\s*(import|from) streamlit", path.read_text(encoding="utf-8"), re.MULTILINE)
        and path.relative_to(SOURCE).parts[0] not in {"ui", "server"}
    ]

    assert [] == users


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_a_page_is_an_outline(path):
    text = path.read_text(encoding="utf-8")
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)

    assert len(text.splitlines()) < 80
    assert [] == [node.lineno for node in ast.walk(ast.parse(text)) if isinstance(node, kinds)]
    assert not re.search(r"^\s*(import|from) (pandas|plotly|numpy)", text, re.MULTILINE)
    assert re.search(r"frame\.(plain_)?page\(", text)


def test_every_page_is_listed_in_the_frame():
    frame = (SOURCE / "ui" / "frame.py").read_text(encoding="utf-8")

    assert [] == [path.stem for path in PAGES if f'"{path.stem}"' not in frame]


def modules_page() -> str:
    """Page that lists every module with the first line of its docstring."""
    lines = [
        "# Every module of src/dashboard",
        "",
        "One line each; `python tests/test_architecture.py` writes this page anew.",
        "",
        "| file | what is in it |",
        "|---|---|",
    ]
    for path in sorted(MODULES, key=lambda each: (each.parent != SOURCE, each.parent, each.stem)):
        told = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split("\n")
        place, line = path.relative_to(SOURCE).as_posix(), told[0].rstrip(".")
        if path.name != "__init__.py":
            lines.append(f"| `{place}` | {line} |")
        elif path.parent != SOURCE:
            lines.append(f"| **`{place.removesuffix('__init__.py')}`** | **{line}** |")
    return "\n".join(lines) + "\n"


@pytest.mark.slow
def test_the_list_of_modules_says_what_they_say():
    assert modules_page() == MODULES_PAGE.read_text(encoding="utf-8"), (
        "python tests/test_architecture.py writes it anew"
    )


def test_the_architecture_names_every_room():
    told = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    names = [path.name for path in SOURCE.glob("*.py") if path.name != "__init__.py"]
    names += [f"{path.parent.name}/" for path in SOURCE.glob("*/__init__.py")]

    assert [] == [name for name in names if f"`{name}`" not in told]


def test_at_most_eight_modules_stand_outside_the_rooms():
    assert len([path for path in SOURCE.glob("*.py") if path.name != "__init__.py"]) <= 8


@pytest.mark.slow
def test_every_package_that_is_imported_is_declared():
    """What another package happens to bring can go with its next version."""
    said = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*said["dependencies"], *chain(*said["optional-dependencies"].values())]
    declared = {re.match(r"[\w-]+", each)[0].lower().replace("-", "_") for each in wanted}
    declared |= {DISTRIBUTIONS[each] for each in declared & set(DISTRIBUTIONS)}
    imported = set()
    for path in (*MODULES, *PAGES, ROOT / "app.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {each.name.split(".")[0] for each in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                imported.add(node.module.split(".")[0])

    assert set() == imported - declared - set(sys.stdlib_module_names) - {"dashboard"}


def test_importing_the_package_does_nothing_slow():
    text = (SOURCE / "__init__.py").read_text(encoding="utf-8")

    assert "import" not in text


if __name__ == "__main__":
    MODULES_PAGE.write_text(modules_page(), encoding="utf-8")
