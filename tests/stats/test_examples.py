"""Every example in a docstring runs and is right."""

import doctest
import importlib
import pkgutil

import pytest

from dashboard import stats

MODULES = [module.name for module in pkgutil.iter_modules(stats.__path__, "dashboard.stats.")]


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings(name):
    results = doctest.testmod(importlib.import_module(name))

    assert 0 == results.failed
