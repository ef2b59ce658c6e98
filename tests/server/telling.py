"""Tell the audit log of two accounts from several threads, each locking in an order of its own.

Run as ``python -m tests.server.telling COUNT`` with the settings of a bank, several at once.
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


def tell(order: int, count: int) -> None:
    """Tell of both accounts, in one order or the other, with or without another lock between."""
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
        list(pool.map(tell, range(THREADS), [int(sys.argv[1])] * THREADS))
