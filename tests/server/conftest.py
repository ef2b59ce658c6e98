"""A bank that the races, the crashes and the attacks share."""

from collections.abc import Iterator

import pytest

from tests.server import banks
from tests.server.banks import Bank


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    """A bank that the tests of one module share."""
    with banks.opened(tmp_path_factory.mktemp("bank"), banks.NO_STOP) as bank:
        yield bank
