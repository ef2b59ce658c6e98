"""Builds the demonstration bank: kodboxes from the factory, people, and their history.

The bank never imports the emulator: it reads the factory's file, and runs the command ``kodbox``.
"""

import json
from collections.abc import Iterator
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from accounts.credentials import passwords
from accounts.customers import agreements, registry
from accounts.models import Account, Agreement
from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.demonstration import texts
from hembanken.demonstration.people import CUSTOMERS, STAFF, Person, Situation
from hembanken.request_context import ON, Actor, RequestContext
from hembanken.staff.wording import in_source_language
from kodbox import stock, verification
from kodbox.models import Device
from kodbox.reports import batch_anomalies

FIRST_SERIAL = 1_000_000_001
DEVICES_IN_STOCK = 4  # for staff to dispatch
FIRST_LOGIN = RequestContext(browser=f"Firefox{ON}Windows")


def people_file() -> Path:
    """Return the file with the content of the demonstration's page, which is written last."""
    return Path(settings.VAR_DIR) / "people.json"


def build() -> None:
    """Create the bank in one transaction, then its people file."""
    serials = iter(
        _manufacture(DEVICES_IN_STOCK + sum(each.device_count for each in CUSTOMERS + STAFF))
    )
    with transaction.atomic():
        texts.publish(1, days_ago=365)
        texts.publish(2, days_ago=1)
        people = {
            "customers": [_settle(person, serials) for person in CUSTOMERS],
            "staff": [_settle(person, serials) for person in STAFF],
        }
        batch_anomalies.count_refusals(timezone.now())
    people_file().touch(mode=0o600)
    people_file().write_text(json.dumps(people, ensure_ascii=False), encoding="utf-8")


def _manufacture(count: int) -> list[str]:
    """Make kodboxes in the emulated factory, import its file, and return their serial numbers."""
    folder = Path(settings.VAR_DIR)
    pskc, key = folder / "kodboxes.pskc", folder / "kodboxes.key"
    options = {"count": count, "first": FIRST_SERIAL, "pskc": pskc, "key_file": key}
    call_command("make_kodboxes", **options, stdout=StringIO())
    call_command("import_kodboxes", pskc, key_file=key, stdout=StringIO())
    return list(Device.objects.order_by("serial").values_list("serial", flat=True))


def _settle(person: Person, serials: Iterator[str]) -> dict[str, Any]:
    own_serials = list(islice(serials, person.device_count))
    account = _account(person)
    password = person.password
    first, *others = own_serials
    _dispatch(first, account)
    if person.situation is not Situation.NEW:
        _start_device(person, account, first)
        if not person.role:
            password = _become_customer(person, account)
    for serial in others:
        _dispatch(serial, account)
    return _description(person, password, own_serials)


def _account(person: Person) -> Account:
    if not person.role:
        return registry.register(person.number, person.name)
    account = Account(username=person.number, name=person.name, is_staff=True, role=person.role)
    account.set_password(person.password)
    account.save()
    return account


def _start_device(person: Person, account: Account, serial: str) -> None:
    """Choose the pinkod on the kodbox, and enter its first code at the bank."""
    start_pin = _press(serial, show_start_pin=True)
    _press(serial, press=f"OK {start_pin} OK {person.pin} OK {person.pin} OK OK")
    code = _press(serial, press=f"OK {person.pin} OK")
    _press(serial, press="OK")
    verification.use_code(account.pk, code, replacement_allowed=False)


def _become_customer(person: Person, account: Account) -> str:
    """Replay the first login and what followed; return the current password."""
    temporary = passwords.issue_temporary(account, audit_log.NO_CONTEXT)
    if person.password:
        encoded = passwords.hash_choice(account, person.password)
        passwords.activate(account, encoded, audit_log.NO_CONTEXT, Event.PASSWORD_CHOSEN)
    version = 1 if person.situation is Situation.OUTDATED else 2
    for agreement in Agreement.objects.filter(version=version):
        agreements.accept(account, agreement, audit_log.NO_CONTEXT)
    agreements.connect(account, audit_log.NO_CONTEXT)
    if person.password:
        audit_log.append(Event.LOGIN_COMPLETED, account.pk, FIRST_LOGIN)
    if person.situation is Situation.AGREEMENT_BLOCKED:
        agreements.block(account, Actor(account.pk, "demonstration"))
    if person.situation is Situation.DEVICE_BLOCKED:
        stock.block(Device.objects.get(owner=account), Actor(account.pk, "demonstration"))
    return person.password or temporary


def _dispatch(serial: str, account: Account) -> None:
    actor = Actor(account.pk, "demonstration")
    stock.dispatch(Device.objects.get(serial=serial), account.pk, actor)


def _press(serial: str, **options: Any) -> str:
    display = StringIO()
    call_command("kodbox", serial, stdout=display, **options)
    return display.getvalue().strip()


def _description(person: Person, password: str, serials: list[str]) -> dict[str, Any]:
    devices = [
        {
            "serial": serial,
            "start_pin": _press(serial, show_start_pin=True),
            "pin": person.pin if index == 0 else "",
        }
        for index, serial in enumerate(serials)
    ]
    return {
        "name": person.name,
        "number": person.number,
        "state": person.situation.value,
        "role": in_source_language(person.role.label) if person.role else "",
        "password": password,
        "boxes": devices,
    }
