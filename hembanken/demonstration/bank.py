"""Builds the demonstration bank: people, their kodboxes, and their history."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.credentials import passwords
from accounts.customers import agreements, registry
from accounts.models import Account, Agreement
from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.demonstration import kodboxes, people_file, texts
from hembanken.demonstration.people import CUSTOMERS, STAFF, Person, Situation
from hembanken.request_context import ON, Actor, RequestContext
from hembanken.staff.wording import in_source_language
from kodbox import stock, verification
from kodbox.models import Device
from kodbox.reports import batch_anomalies

DEVICES_IN_STOCK = 4  # for staff to dispatch
FIRST_LOGIN = RequestContext(browser=f"Firefox{ON}Windows")


def build() -> None:
    """Create the bank in one transaction, then its people file."""
    count = DEVICES_IN_STOCK + sum(each.device_count for each in CUSTOMERS + STAFF)
    serials = iter(kodboxes.manufacture(count))
    with transaction.atomic():
        texts.publish(1, days_ago=365)
        texts.publish(2, days_ago=1)
        people = {
            "customers": [settle(person, serials) for person in CUSTOMERS],
            "staff": [settle(person, serials) for person in STAFF],
        }
        batch_anomalies.count_refusals(timezone.now())
    people_file.write(people)


def settle(person: Person, serials: Iterator[str]) -> dict[str, Any]:
    """Register a person with kodboxes and history, and return the entry of the people file."""
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
    return _description(person, account, password, own_serials)


def _account(person: Person) -> Account:
    if not person.role:
        return registry.register(person.number, person.name)
    named = Account.objects.filter(username=person.number).first()
    account = named or Account(username=person.number, name=person.name, is_staff=True)
    account.role, account.is_active = person.role, True
    account.set_password(person.password)
    account.save()
    return account


def _start_device(person: Person, account: Account, serial: str) -> None:
    """Choose the pinkod on the kodbox, and enter its first code at the bank."""
    start_pin = kodboxes.start_pin(serial)
    kodboxes.press(serial, f"OK {start_pin} OK {person.pin} OK {person.pin} OK OK")
    code = kodboxes.press(serial, f"OK {person.pin} OK")
    kodboxes.press(serial, "OK")
    verification.use_code(account.pk, code, replacement_allowed=bool(person.role))


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


def _description(
    person: Person, account: Account, password: str, serials: list[str]
) -> dict[str, Any]:
    return {
        "name": person.name,
        "number": person.number,
        "state": person.situation.value,
        "role": in_source_language(person.role.label) if person.role else "",
        "account": str(account.pk),
        "password": password,
        "password_mark": people_file.password_mark(account),
        "kodboxes": [kodboxes.describe(serial) for serial in serials],
    }
