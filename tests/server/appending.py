"""Write to the audit logs of two accounts from several threads, which lock in different orders.

``python -m tests.server.appending COUNT``, with the settings of a bank, in parallel processes.
"""

import sys
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import django

django.setup()

from django.db import connection  # noqa: E402
from django.db.models import F  # noqa: E402

from accounts.models import FailedAttempts  # noqa: E402
from hembanken.audit import audit_log  # noqa: E402
from hembanken.audit.events import Event  # noqa: E402

KEY = b"shared"
ACCOUNTS = [UUID(int=1), UUID(int=2)]
THREADS = 4


def append(order: int, count: int) -> None:
    """Append events of both accounts; half of the threads lock another row in between."""
    first, second = ACCOUNTS if order % 2 else reversed(ACCOUNTS)
    for _ in range(count):
        with audit_log.atomic():
            audit_log.append(Event.LOGGED_OUT, first)
            if order >= THREADS // 2:
                FailedAttempts.objects.filter(key=KEY).update(failures=F("failures") + 1)
            audit_log.append(Event.LOGGED_OUT, second)
    connection.close()


if __name__ == "__main__":
    FailedAttempts.objects.bulk_create([FailedAttempts(key=KEY)], ignore_conflicts=True)
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(append, range(THREADS), [int(sys.argv[1])] * THREADS))
