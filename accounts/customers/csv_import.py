"""Registering the customers of a file, with the kodboxes that are sent to them: all or nothing."""

import itertools
from collections.abc import Callable
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from accounts.customers import csv_file, registry
from accounts.customers.csv_file import Fault, Row
from accounts.models import Account, Identifier
from hembanken.audit import audit_log
from hembanken.crypto import blind_index
from hembanken.request_context import Actor
from kodbox import orders, stock
from kodbox.models import Device, State

CHUNK = 1_000  # customers in one statement
IN_CONTACT = ("street", "postcode", "city", "email")


class Registration:
    """One file of customers on its way in, with what was registered and what was refused."""

    def __init__(self, tell_fault: Callable[[str], None]) -> None:
        self.tell_fault = tell_fault
        self.registered = self.refused = 0

    def register(self, path: Path) -> None:
        """Register the whole file, or nothing when one row of it is refused."""
        with path.open(encoding=csv_file.ENCODING, newline="") as text, transaction.atomic():
            rows = csv_file.read(text, timezone.localdate())
            for chunk in itertools.batched(rows, CHUNK):
                self._register_chunk(chunk)
            if self.refused:
                transaction.set_rollback(True)

    def _register_chunk(self, chunk: tuple[Row | Fault, ...]) -> None:
        for found in chunk:
            if isinstance(found, Fault):
                self._refuse(found)
        rows = self._new_ones([found for found in chunk if isinstance(found, Row)])
        made = [(row, *_customer(row)) for row in rows]
        Account.objects.bulk_create([account for _row, account, _identifier in made])
        blind_index.insert_unique(Identifier, [identifier for _row, _account, identifier in made])
        with audit_log.atomic():
            self._dispatch([(row, account) for row, account, _identifier in made])
        self.registered += len(made)

    def _new_ones(self, rows: list[Row]) -> list[Row]:
        """Return the rows whose number nobody has, in the bank or earlier in the file."""
        keys = [registry.lookup_keys(row.number) for row in rows]
        known = Identifier.objects.filter(index__in=itertools.chain.from_iterable(keys))
        taken = {bytes(index) for index in known.values_list("index", flat=True)}
        new = []
        for row, own in zip(rows, keys, strict=True):
            if not taken.isdisjoint(own):
                column = "kundnummer" if row.number.is_kundnummer else "personnummer"
                self._refuse(Fault(row.line, column, "another customer has these ten digits."))
            else:
                new.append(row)
            taken.update(own)
        return new

    def _dispatch(self, rows: list[tuple[Row, Account]]) -> None:
        """Send each box that the file names to its customer."""
        sent = [
            (row, account, serial) for row, account in rows if (serial := row.values.get("kodbox"))
        ]
        in_stock = Device.objects.filter(
            serial__in=[serial for _row, _account, serial in sent], state=State.IN_STOCK
        )
        devices = {device.serial: device for device in in_stock}
        for row, account, serial in sent:
            device = devices.pop(serial, None)
            if device is None:
                self._refuse(Fault(row.line, "kodbox", "no kodbox with this serial is in stock."))
            else:
                stock.dispatch(
                    device, account.pk, Actor(account.pk, "registered with the customer")
                )
                orders.record_dispatched(device)

    def _refuse(self, fault: Fault) -> None:
        self.refused += 1
        self.tell_fault(str(fault))


def _customer(row: Row) -> tuple[Account, Identifier]:
    name = "" if row.is_protected else row.values["name"]
    account, identifier = registry.new_customer(row.number, name, row.language)
    account.is_protected = row.is_protected
    details = {column: row.values.get(column, "") for column in IN_CONTACT}
    details["name"] = row.values["name"] if row.is_protected else ""
    if any(details.values()):
        account.encrypt_contact(details)
    return account, identifier
