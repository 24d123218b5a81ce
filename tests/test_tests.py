"""What the tests keep to, read from their own text."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = {path.parent.name for path in (ROOT / "src" / "dashboard").glob("*/__init__.py")}
# Folders of tests that are no room: what is tested from outside, and what tests share.
OTHERS = {"benchmarks", "browser", "data", "deploy", "hostile", "oidc", "replay"}
FILES = sorted((ROOT / "tests").rglob("*.py"))
READERS = {"read_case", "load_sessions", "find_case"}


def name(path):
    return path.relative_to(ROOT).as_posix()


def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def called(node):
    return {
        each.func.id
        for each in ast.walk(node)
        if isinstance(each, ast.Call) and isinstance(each.func, ast.Name)
    }


def is_fixed(node):
    """Whether a value is written down, not computed."""
    if isinstance(node, ast.Call):
        return ast.unparse(node.func) == "pytest.approx"
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return all(is_fixed(each) for each in node.elts)
    if isinstance(node, ast.Dict):
        return all(each is not None and is_fixed(each) for each in [*node.keys, *node.values])
    if isinstance(node, ast.UnaryOp):
        return is_fixed(node.operand)
    return isinstance(node, ast.Constant)


def is_turned(node):
    """Whether an assertion has what it expects on the right."""
    compared = node.test
    return (
        isinstance(compared, ast.Compare)
        and [ast.Eq] == [type(each) for each in compared.ops]
        and is_fixed(compared.comparators[0])
        and not is_fixed(compared.left)
    )


def test_folders_are_those_of_the_rooms():
    folders = {path.name for path in (ROOT / "tests").iterdir() if any(path.glob("*"))}

    assert set() == {each for each in folders if "." not in each} - ROOMS - OTHERS - {"__pycache__"}


@pytest.mark.slow
def test_what_is_expected_stands_on_the_left():
    assert [] == [
        f"{name(path)}:{node.lineno}"
        for path in FILES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Assert) and is_turned(node)
    ]


@pytest.mark.slow
def test_no_case_and_no_calendar_is_read_while_tests_are_collected():
    assert [] == [
        f"{name(path)}:{node.lineno}"
        for path in FILES
        for node in tree(path).body
        if not isinstance(node, ast.FunctionDef | ast.ClassDef) and called(node) & READERS
    ]


def test_no_test_changes_where_modules_are_looked_for():
    looked = "sys." + "path"

    assert [] == [name(path) for path in FILES if looked in path.read_text(encoding="utf-8")]
