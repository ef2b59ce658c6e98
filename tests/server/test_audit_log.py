"""Events that processes and threads append at once make one chain per account, with none lost."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.server import banks, running
from tests.server.appending import THREADS

pytestmark = [pytest.mark.server, pytest.mark.campaign]
PROCESSES = 3


@pytest.mark.row("I1")
def test_events_appended_at_once_make_one_chain_per_account(tmp_path, campaign_is_long):
    settings, database = banks.migrated(tmp_path)
    count = 500 if campaign_is_long else 20
    total = PROCESSES * THREADS * count

    def append(_process):
        return running.run(settings, "-m", "tests.server.appending", str(count))

    with ThreadPoolExecutor(PROCESSES) as pool:
        ended = list(pool.map(append, range(PROCESSES)))
    assert [each.stdout for each in ended] == [""] * PROCESSES
    assert database.ask("SELECT sequence FROM audit_head") == [(total,), (total,)]
    assert database.ask("SELECT failures FROM accounts_failedattempts") == [(total // 2,)]
    output = running.manage(settings, "verify_audit")
    assert f"{2 * total} rows of 2 accounts were checked." in output
