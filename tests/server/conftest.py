"""Fixtures: a running bank, and a production site behind TLS."""

from collections.abc import Iterator

import pytest

from tests.server import banks, tls
from tests.server.banks import Bank


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    """A bank that the tests of one module share."""
    with banks.opened(tmp_path_factory.mktemp("bank"), banks.NO_LOCKOUT) as bank:
        yield bank


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tls.Site]:
    """A production site that the tests of one module share."""
    with tls.serving(tmp_path_factory.mktemp("site")) as site:
        yield site
