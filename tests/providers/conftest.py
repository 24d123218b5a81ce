"""What the tests of the sources share: a source of their own on loopback."""

import pytest

from tests.replay.replaying import replaying


@pytest.fixture
def replay():
    """A running replay server without routes; a test sets those it needs."""
    with replaying() as server:
        yield server
