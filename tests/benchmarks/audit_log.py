"""How fast the audit log is verified, and in how much memory.

    python -m tests.benchmarks.audit_log 1000000

Tells so many events, ten of each customer, and verifies them in a process of its own.
"""

import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"  # a database and keys for one run
django.setup()

from django.core.management import call_command  # noqa: E402

from hembanken.audit import audit_log  # noqa: E402
from hembanken.audit.events import Event  # noqa: E402
from hembanken.request_context import RequestContext  # noqa: E402
from tests.benchmarks.comparing import print_row  # noqa: E402

ROOT = Path(__file__).parent.parent.parent
EACH = 10  # events of one customer
CHUNK = 100  # customers in one transaction; more would show as memory of the child
SOURCE = RequestContext("192.0.2.7", "Firefox på Linux", "0123456789abcdef")


def fill(count: int) -> None:
    """Write the events, as their customers' logins would."""
    for _ in range(0, count, CHUNK * EACH):
        with audit_log.atomic():
            for account_id in [uuid4() for _ in range(CHUNK)] * EACH:
                audit_log.append(Event.LOGIN_COMPLETED, account_id, SOURCE)


def measure(count: int) -> None:
    """Make an audit log, verify it, and print a row of the README's table."""
    call_command("migrate", verbosity=0)
    fill(count)
    begun = time.monotonic()
    subprocess.run([sys.executable, "manage.py", "verify_audit"], check=True, cwd=ROOT)
    seconds = time.monotonic() - begun
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print_row(f"{count:,} rows", f"{count / seconds:,.0f} a second", f"{most:.0f} MB at most")


if __name__ == "__main__":
    measure(int(sys.argv[1]))
