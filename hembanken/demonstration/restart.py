"""Put a person of the demonstration back to the beginning.

Nothing is rewound: a customer gets a new account under the same number and new kodboxes, and the
earlier account stays closed, with its audit log and the counters of its kodboxes.
"""

from threading import Lock

from django.db import transaction
from django.http import HttpRequest

from accounts.credentials import known_browsers, lockout
from accounts.customers import closing, registry
from accounts.models import Account, FailedAttempts, Identifier
from accounts.sessions import active
from hembanken.crypto import blind_index
from hembanken.demonstration import bank, kodboxes, people_file
from hembanken.demonstration.people import CUSTOMERS, STAFF, Person
from hembanken.request_context import Actor
from kodbox import stock
from kodbox.models import Device, State

ONE_AT_A_TIME = Lock()  # The demonstration has one process.
PEOPLE = {person.number: person for person in CUSTOMERS + STAFF}


def restart(request: HttpRequest, number: str) -> str:
    """Put a person back to the beginning and return the name, or raise KeyError."""
    person = PEOPLE[number]
    with ONE_AT_A_TIME:
        serials = kodboxes.manufacture(person.device_count)
        _settle_again(request, person, serials)
    return person.name


def _settle_again(request: HttpRequest, person: Person, serials: list[str]) -> None:
    with transaction.atomic():
        account = Account.objects.get(pk=people_file.entry(person.number)["account"])
        (_stop_staff if person.role else _close_customer)(request, account)
        people_file.replace(bank.settle(person, iter(serials)))


def _close_customer(request: HttpRequest, account: Account) -> None:
    """Close the account if it is open, and free its number and the failures counted for it."""
    if account.closed_at is None:
        closing.close(account, Actor(account.pk, "demonstration"))
    if keys := registry.lookup_keys_of_customer(account):
        lockout.clear(known_browsers.attempt_for(request, keys))
        FailedAttempts.objects.filter(key__in=keys).delete()
    Identifier.objects.filter(account=account).delete()


def _stop_staff(_request: HttpRequest, account: Account) -> None:
    actor = Actor(account.pk, "demonstration")
    active.end_all(account, actor)
    for device in Device.objects.filter(owner=account, state__in=closing.WITH_CUSTOMER):
        stock.take_out_of_use(device, State.RETIRED, actor)
    keys = blind_index.compute_all(account.lockout_name)
    FailedAttempts.objects.filter(key__in=keys).delete()
