"""Measure how fast the audit log is verified, and with how much memory.

    python -m tests.benchmarks.audit_log 1000000

Writes that many events, ten for each customer, and verifies them in a separate process.
"""

import os
import resource
import subprocess
import sys
import time
from uuid import uuid4

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"  # a temporary database and keys
django.setup()

from django.core.management import call_command  # noqa: E402

from hembanken.audit import audit_log  # noqa: E402
from hembanken.audit.events import Event  # noqa: E402
from hembanken.request_context import RequestContext  # noqa: E402
from tests.benchmarks.comparing import print_head, print_row  # noqa: E402
from tests.server.running import ROOT  # noqa: E402

EVENTS_PER_CUSTOMER = 10
CUSTOMERS_PER_TRANSACTION = 100  # More would add to the memory that is measured in the child.
CONTEXT = RequestContext("192.0.2.7", "Firefox på Linux", "0123456789abcdef")


def fill(count: int) -> None:
    """Write the events that logins of the customers would write."""
    for _ in range(0, count, CUSTOMERS_PER_TRANSACTION * EVENTS_PER_CUSTOMER):
        account_ids = [uuid4() for _ in range(CUSTOMERS_PER_TRANSACTION)]
        with audit_log.atomic():
            for account_id in account_ids * EVENTS_PER_CUSTOMER:
                audit_log.append(Event.LOGIN_COMPLETED, account_id, CONTEXT)


def main(count: int) -> None:
    call_command("migrate", verbosity=0)
    fill(count)
    started = time.monotonic()
    subprocess.run([sys.executable, "manage.py", "verify_audit"], check=True, cwd=ROOT)
    seconds = time.monotonic() - started
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print_head("audit_log", "speed of `verify_audit`", "memory")
    print_row(f"`{count}`", f"{count / seconds:,.0f} rows a second", f"{peak:.0f} MB at most")


if __name__ == "__main__":
    main(int(sys.argv[1]))
