"""How long the staff's start page takes with few and with many kodboxes, and what it grows by.

    python -m tests.benchmarks.glance 1000 1000000 --postgresql

Fills a PostgreSQL with so many kodboxes in batches of 10,000, as many customers and orders, and ten
events for each over the last 33 days; lets a tenth of the boxes be used since the last vacuum; and
opens the page as Säkerhet.
"""

import argparse
import logging
import os
import time

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"  # a database and keys for one run
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from django.utils import timezone  # noqa: E402

from kodbox import odd_batches  # noqa: E402
from tests import staff  # noqa: E402

ROUNDS = 30
BANK = """
INSERT INTO kodbox_batch (sha256, imported_at, imported_by, devices_count, in_use, refused)
SELECT lpad(n::text, 64, '0'), now(), 'benchmark', 10000, 0, 0
FROM generate_series(%(from)s / 10000, %(to)s / 10000) n ON CONFLICT DO NOTHING;

INSERT INTO accounts_account (id, password, is_superuser, name, language, is_staff, is_active,
  is_protected, blocked_reason, session_epoch, created_at)
SELECT md5(n::text)::uuid, '!', false, 'Kund ' || n, 'sv', false, true, false, '', 0, now()
FROM generate_series(%(from)s, %(to)s - 1) n;

INSERT INTO kodbox_device (id, batch_id, serial, manufacturer, model, seed, seed_index, counter,
  state, owner_id, slot, expires_at, dispatched_at)
SELECT gen_random_uuid(), b.id, n, 'Fabrik', 'HOTP', sha256(n::text::bytea) || sha256('x'),
  sha256(n::text::bytea), 100, state, CASE WHEN out THEN md5(n::text)::uuid END,
  CASE WHEN state IN ('dispatched', 'active') THEN 1 END,
  now() + at * interval '1800 days',
  CASE WHEN out THEN now() - (0.95 - at) * interval '1500 days' END
FROM generate_series(%(from)s, %(to)s - 1) n
CROSS JOIN LATERAL (SELECT (n - %(from)s)::float / (%(to)s - %(from)s)) p(at)
CROSS JOIN LATERAL (SELECT at < 0.95) o(out)
CROSS JOIN LATERAL (SELECT CASE WHEN NOT out THEN 'in_stock' WHEN at > 0.94 THEN 'dispatched'
  WHEN n %% 20 = 0 THEN 'retired' ELSE 'active' END) s(state)
JOIN kodbox_batch b ON b.sha256 = lpad((n / 10000)::text, 64, '0');

INSERT INTO kodbox_order (owner_id, state, delivery, created_at, may_begin_anew, device_id,
  letter_printed_by_id, cancelled_why)
SELECT owner_id, 'dispatched', 'post', dispatched_at, false, id,
  CASE WHEN serial::int %% 500 > 0 THEN owner_id END, ''
FROM kodbox_device WHERE serial::int BETWEEN %(from)s AND %(to)s - 1 AND state <> 'in_stock';

INSERT INTO kodbox_order (owner_id, state, delivery, created_at, may_begin_anew, cancelled_why)
SELECT owner_id, (ARRAY['waiting', 'identified'])[1 + serial::int %% 2], 'post', now(), false, ''
FROM kodbox_device WHERE serial::int BETWEEN %(from)s AND %(to)s - 1 AND state = 'active'
  AND serial::int %% 1000 IN (1, 2);

INSERT INTO journal_unknownfailures (hour, shard, event, failures)
SELECT date_trunc('hour', now()) - n / 32 * interval '1 hour', n / 2 %% 16,
  (ARRAY['login:password_refused', 'login:code_refused'])[1 + n %% 2], n
FROM generate_series(0, 90 * 24 * 32) n ON CONFLICT DO NOTHING
"""
EVENTS = """
INSERT INTO journal_entry (id, account_id, sequence, at, event, device_serial, address, browser,
  interaction, detail, key_version, mac)
SELECT lpad(to_hex(n), 32, '0')::uuid, md5(floor(random() * %(to)s)::int::text)::uuid, n,
  now() - interval '33 days' * (1 - (n - %(from)s * 10) / 10.0 / (%(to)s - %(from)s)),
  CASE WHEN n %% 200 < 110 THEN 'login:completed' WHEN n %% 200 < 190 THEN 'login:logged_out'
    WHEN n %% 200 < 196 THEN 'login:code_refused' WHEN n %% 200 < 199 THEN 'login:password_refused'
    ELSE 'login:stopped' END,
  '', '192.0.2.7', 'Firefox på Linux', md5(n::text), '', 1, sha256(n::text::bytea)
FROM generate_series(%(from)s::bigint * 10, %(to)s::bigint * 10 - 1) n
"""
USED = """
UPDATE kodbox_device SET counter = counter + 1, last_used_at = now()
WHERE state = 'active' AND random() < 0.1
"""
INDEXES = """
SELECT indexname, indexdef FROM pg_indexes
WHERE tablename = 'journal_entry' AND indexname NOT IN (SELECT conname FROM pg_constraint)
"""


def fill(first: int, last: int) -> None:
    """Write the rows of kodboxes `first` to `last`; the journal's indexes are built afterwards."""
    told = {"from": first, "to": last}
    with connection.cursor() as cursor:
        for statement in BANK.split(";\n"):
            cursor.execute(statement, told)
        cursor.execute("ALTER TABLE journal_entry DROP CONSTRAINT journal_one_chain")
        cursor.execute(INDEXES)
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        cursor.execute(EVENTS, told)
        for _name, definition in indexes:
            cursor.execute(definition)
        cursor.execute(
            "ALTER TABLE journal_entry ADD CONSTRAINT journal_one_chain"
            " UNIQUE (account_id, sequence)"
        )
        cursor.execute("VACUUM ANALYZE")
        cursor.execute(USED)


def milliseconds(client: Client) -> float:
    begun = time.perf_counter()
    assert client.get("/personal/").status_code == 200
    return (time.perf_counter() - begun) * 1_000


def main(sizes: list[int]) -> None:
    """Print the least time of the page, which other work disturbs least, for each size."""
    logging.disable(logging.CRITICAL)
    setup_test_environment()
    call_command("migrate", verbosity=0)
    _samir, kodbox = staff.hire("samir", "Säkerhet")
    print("| kodboxes | start page | times the first | counting the batches |\n|---|---|---|---|")
    base = 0.0
    for before, size in zip([0, *sizes], sizes, strict=False):
        fill(before, size)
        begun = time.perf_counter()
        odd_batches.count(timezone.now())
        counting = time.perf_counter() - begun
        client = staff.come_in("samir", kodbox)
        page = min(milliseconds(client) for _ in range(ROUNDS))
        base = base or page
        print(f"| {size:,} | {page:.0f} ms | {page / base:.1f} | {counting:.1f} s |", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="+")
    parser.add_argument("--postgresql", action="store_true", required=True, help="the only one")
    main(parser.parse_args().sizes)
