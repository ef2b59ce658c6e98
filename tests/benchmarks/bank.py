"""A bank of any size in PostgreSQL, filled by statements that copy a row many times."""

import hashlib
from itertools import batched
from uuid import UUID

from django.db import connection
from django.db.models import AutoField, Model

from accounts.models import Acceptance, Account, Agreement, Identifier
from accounts.ordering import order
from hembanken.audit.models import Entry, Head
from hembanken.crypto import blind_index, encryption
from hembanken.request_context import RequestContext
from hembanken.staff.models import Proposal
from kodbox.models import Batch, Device, Order, Transition
from tests import people, staff

EVENTS_PER_CUSTOMER = 10  # in the audit log
FIRST = "'{Anna,Erik,Maria,Lars,Karin,Per,Sara,Nils,Eva,Jan,Lena,Karl,Åsa,Ulf,Örjan,Bo}'::text[]"
LAST = "'{Andersson,Berg,Dahl,Ek,Falk,Gran,Holm,Isaksson,Jonsson,Kvist,Åkesson}'::text[]"
NAME = f"({FIRST})[1 + i % 16] || ' ' || ({LAST})[1 + i / 16 % 11]"
RARE = "Örjan Ovanlig"  # the name of three customers
STATE = """CASE WHEN i > 0.92 * {count} THEN 'in_stock' WHEN i % 100 < 6 THEN 'retired'
 WHEN i % 100 = 6 THEN 'lost' WHEN i % 100 = 7 THEN 'blocked' WHEN i % 1000 = 8 THEN 'returned'
 WHEN i % 1000 = 18 THEN 'destroyed' WHEN i % 100 = 9 THEN 'dispatched' ELSE 'active' END"""
WAITS = "i % 100 < 2"  # the orders that wait for Kundservice


def id_of(kind: str, number: str = "i") -> str:
    """Return the SQL of a UUID that is computed from a number."""
    return f"md5('{kind}' || ({number}))::uuid"


def ago(seconds: str) -> str:
    return f"now() - ({seconds}) * interval '1 second'"


def multiply(pattern: Model, count: int, **columns: str) -> None:
    """Insert copies of a saved row; `columns` are SQL expressions of the copy's number `i`."""
    names = [f.attname for f in pattern._meta.concrete_fields if not isinstance(f, AutoField)]
    values = ", ".join(columns.get(name, f'pattern."{name}"') for name in names)
    table, key = pattern._meta.db_table, pattern._meta.pk.attname
    quoted = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({quoted}) SELECT {values} FROM {table} AS pattern, "
            f"generate_series(1, {count}) AS i WHERE pattern.{key} = '{pattern.pk}'"
        )


def fill(count: int) -> None:
    """Create customers, each with a kodbox, an order and events in the audit log."""
    people.publish_texts()
    astrid = people.new_customer(people.ASTRID, "Astrid Avtal")
    people.settle(astrid)
    device = people.give(astrid, active=True).device
    order(astrid, "post", RequestContext(), identified=True)
    karin, samir = (staff.hire(name, "kundservice")[0] for name in ("karin", "samir"))
    name = f"CASE WHEN i <= 3 THEN '{RARE}' ELSE {NAME} END"
    multiply(astrid, count, id=id_of("account"), name=name)
    for chunk in batched(range(1, count + 1), 10_000):
        Identifier.objects.bulk_create([_identifier(index) for index in chunk])
    _devices(device, count)
    _orders(count, karin, samir)
    for acceptance in Acceptance.objects.filter(account=astrid):
        multiply(acceptance, count, account_id=id_of("account"), at=ago("i"))
    _audit_log(count)
    _proposals_batches_and_texts(count, karin, samir)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def customer(index: int) -> Account:
    """Return one of the customers."""
    return Account.objects.get(identifiers__index=blind_index.compute(people.kundnummer(index)))


def _identifier(index: int) -> Identifier:
    account_id = hashlib.md5(f"account{index}".encode(), usedforsecurity=False).hexdigest()
    digits = people.kundnummer(index)
    identifier = Identifier(kind=Identifier.Kind.KUNDNUMMER, account_id=UUID(account_id))
    identifier.index = blind_index.compute(digits)
    encryption.encrypt_column(identifier, "encrypted", digits.encode())
    return identifier


def _devices(device: Device, count: int) -> None:
    state = STATE.format(count=count)
    owner = f"CASE WHEN {state} <> 'in_stock' THEN {id_of('account')} END"
    slot = f"CASE WHEN {state} IN ('dispatched', 'active') THEN 1 END"
    dispatched_at = f"CASE WHEN {state} <> 'in_stock' THEN {ago(f'100 * ({count} - i)')} END"
    multiply(
        device,
        count,
        id=id_of("device"),
        seed_index="sha256(('seed' || i)::bytea)",
        serial="'5' || lpad(i::text, 9, '0')",
        state=state,
        owner_id=owner,
        slot=slot,
        last_used_at=ago("i"),
        dispatched_at=dispatched_at,
        expires_at=f"now() + (1500.0 * i / {count} - 30) * interval '1 day'",  # 8 % of them soon
    )
    for transition in Transition.objects.filter(device=device):
        multiply(transition, count, device_id=id_of("device"), at=ago("i"))


def _orders(count: int, karin: Account, samir: Account) -> None:
    sent = f"NOT {WAITS} AND i <= 0.92 * {count}"
    state = f"""CASE WHEN i % 100 = 0 THEN 'waiting' WHEN i % 100 = 1 THEN 'identified'
        WHEN {sent} THEN 'dispatched' ELSE 'cancelled' END"""
    multiply(
        Order.objects.get(),
        count,
        owner_id=id_of("account"),
        state=state,
        created_at=ago(f"30 * ({count} - i)"),
        delivery=f"CASE WHEN i > 0.9 * {count} AND i % 5 = 3 THEN 'branch' ELSE 'post' END",
        device_id=f"CASE WHEN {sent} THEN {id_of('device')} END",
        dispatched_by_id=f"CASE WHEN {sent} THEN '{karin.pk}'::uuid END",
        letter_printed_by_id=f"CASE WHEN {sent} AND i % 50 > 2 THEN '{samir.pk}'::uuid END",
    )


def _audit_log(count: int) -> None:
    account = id_of("account", f"1 + (i - 1) % {count}")
    multiply(
        Entry.objects.earliest("at"),
        count * EVENTS_PER_CUSTOMER,
        id="lpad(to_hex(i), 32, '0')::uuid",
        account_id=account,
        sequence=f"1 + (i - 1) / {count}",
        at=ago(f"{count * EVENTS_PER_CUSTOMER} - i"),
        device_serial=f"'5' || lpad((1 + (i - 1) % {count})::text, 9, '0')",
    )
    multiply(
        Head.objects.first(), count, account_id=id_of("account"), sequence=f"{EVENTS_PER_CUSTOMER}"
    )


def _proposals_batches_and_texts(count: int, karin: Account, samir: Account) -> None:
    proposal = Proposal.objects.create(
        model="kodbox.device", row=Device.objects.first().pk, action="hav-sparr", made_by=karin
    )
    decision = "CASE WHEN i % 50 = 0 THEN '' WHEN i % 9 = 1 THEN 'refused' ELSE 'approved' END"
    decided_by = f"CASE WHEN i % 50 > 0 THEN '{samir.pk}'::uuid END"
    made_at = ago("60 * i")
    multiply(proposal, count // 10, decision=decision, decided_by_id=decided_by, made_at=made_at)
    batch = Batch.objects.create(sha256="0" * 64, imported_by="nattjobbet", devices_count=1_000)
    multiply(batch, count // 1_000, sha256="md5(i::text) || md5('more' || i)")
    multiply(Agreement.objects.filter(kind="terms").get(), 50, version="1 + i")
