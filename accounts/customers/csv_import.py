"""Register all customers of a CSV file with their kodboxes, or none of them."""

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

CHUNK_SIZE = 1_000  # customers in one statement
CONTACT_COLUMNS = ("street", "postcode", "city", "email")


class CsvImport:
    """The import of one file, with the numbers of registered customers and refused rows."""

    def __init__(self, report: Callable[[str], None]) -> None:
        self.report = report
        self.registered = self.refused = 0

    def run(self, path: Path) -> None:
        """Register every customer of the file, or nobody if a row is refused."""
        with path.open(encoding=csv_file.ENCODING, newline="") as text, transaction.atomic():
            rows = csv_file.read(text, timezone.localdate())
            for chunk in itertools.batched(rows, CHUNK_SIZE):
                self._register_chunk(chunk)
            if self.refused:
                transaction.set_rollback(True)

    def _register_chunk(self, chunk: tuple[Row | Fault, ...]) -> None:
        for fault in (item for item in chunk if isinstance(item, Fault)):
            self._refuse(fault)
        rows = self._without_taken([item for item in chunk if isinstance(item, Row)])
        customers = [(row, *_new_customer(row)) for row in rows]
        Account.objects.bulk_create([account for _row, account, _identifier in customers])
        blind_index.insert_unique(Identifier, [identifier for *_rest, identifier in customers])
        with audit_log.atomic():
            self._dispatch([(row, account) for row, account, _identifier in customers])
        self.registered += len(customers)

    def _without_taken(self, rows: list[Row]) -> list[Row]:
        """Return the rows whose number is new, and refuse those that the bank or the file has."""
        keys_of_rows = [registry.lookup_keys(row.number) for row in rows]
        known = Identifier.objects.filter(index__in=itertools.chain.from_iterable(keys_of_rows))
        taken = {bytes(index) for index in known.values_list("index", flat=True)}
        new_rows = []
        for row, keys in zip(rows, keys_of_rows, strict=True):
            if not taken.isdisjoint(keys):
                column = "kundnummer" if row.number.is_kundnummer else "personnummer"
                self._refuse(Fault(row.line, column, "another customer has these ten digits."))
            else:
                new_rows.append(row)
            taken.update(keys)
        return new_rows

    def _dispatch(self, rows: list[tuple[Row, Account]]) -> None:
        serials = {
            row.line: serial for row, _account in rows if (serial := row.values.get("kodbox"))
        }
        in_stock = Device.objects.filter(serial__in=serials.values(), state=State.IN_STOCK)
        devices = {device.serial: device for device in in_stock}
        for row, account in rows:
            if row.line not in serials:
                continue
            device = devices.pop(serials[row.line], None)
            if device:
                actor = Actor(account.pk, "registered with the customer")
                stock.dispatch(device, account.pk, actor)
                orders.record_dispatched(device)
            else:
                self._refuse(Fault(row.line, "kodbox", "no kodbox with this serial is in stock."))

    def _refuse(self, fault: Fault) -> None:
        self.refused += 1
        self.report(str(fault))


def _new_customer(row: Row) -> tuple[Account, Identifier]:
    """Return the unsaved rows of a customer; the name of a protected identity is encrypted."""
    name = "" if row.is_protected else row.values["name"]
    language = row.values.get("language", "").lower() or "sv"
    account, identifier = registry.new_customer(row.number, name, language)
    account.is_protected = row.is_protected
    details = {column: row.values.get(column, "") for column in CONTACT_COLUMNS}
    details["name"] = row.values["name"] if row.is_protected else ""
    if any(details.values()):
        account.encrypt_contact(details)
    return account, identifier
