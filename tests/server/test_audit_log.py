"""Events from many processes and threads at once make one chain an account, with none lost."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.server import database, running
from tests.server.telling import THREADS

pytestmark = [pytest.mark.server, pytest.mark.campaign]
PROCESSES = 3


@pytest.fixture
def bank(tmp_path):
    """Return the settings and the database of a bank that no server serves."""
    empty = database.new(tmp_path)
    settings = running.environment(
        DJANGO_SETTINGS_MODULE="tests.settings",
        HEMBANKEN_VAR=str(tmp_path),
        DATABASE_URL=empty.url,
    )
    running.manage(settings, "migrate", "--verbosity", "0")
    return settings, empty


@pytest.mark.row("I1")
def test_events_told_at_once_make_one_chain_each(bank, campaign_is_long):
    settings, database = bank
    count = 500 if campaign_is_long else 20
    told = PROCESSES * THREADS * count

    def tell(_place):
        return running.run(settings, "-m", "tests.server.telling", str(count))

    with ThreadPoolExecutor(PROCESSES) as pool:
        ended = list(pool.map(tell, range(PROCESSES)))
    assert [each.stdout for each in ended] == [""] * PROCESSES
    assert database.ask("SELECT sequence FROM audit_head") == [(told,), (told,)]
    assert database.ask("SELECT failures FROM accounts_failedattempts") == [(told // 2,)]
    said = running.manage(settings, "verify_audit")
    assert f"{2 * told} rows of 2 accounts were checked." in said
