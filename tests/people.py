"""The customers of the tests and their kodboxes.

The personnummer are test numbers published by Skatteverket; they belong to no living person.
Astrid has accepted the agreement, Bo has a temporary password, and Cecilia is new.
"""

import itertools
from dataclasses import dataclass
from datetime import timedelta

import pyotp
from django.test import Client
from django.utils import timezone

from accounts.credentials import passwords
from accounts.customers import agreements, registry
from accounts.models import Account, Agreement
from accounts.personnummer import is_luhn
from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.request_context import Actor
from kodbox import stock, verification
from kodbox.models import Device, State

ASTRID = "198505202385"
BO = "198603312391"
CECILIA = "199007082390"
NOBODY = "198810152390"  # a number that no customer of the tests has
PASSWORD = "4071"
new_customer = registry.register
serials = itertools.count(1)


@dataclass
class Kodbox:
    """A customer's kodbox, whose codes come from pyotp, independently of kodbox.hotp."""

    device: Device
    secret: str
    counter: int = 0

    def press(self) -> str:
        """Return the next code, as a press of the button does."""
        code = self.code_at(self.counter)
        self.counter += 1
        return code

    def code_at(self, counter: int) -> str:
        return pyotp.HOTP(self.secret, digits=8).at(counter)

    def bank_counter(self) -> int:
        return Device.objects.get(pk=self.device.pk).counter

    def state(self) -> State:
        return State(Device.objects.get(pk=self.device.pk).state)


def new_kodbox(*, counter: int = 0) -> Kodbox:
    """Add a kodbox to the stock."""
    secret = pyotp.random_base32()
    device = stock.new_device(
        f"9{next(serials):06}", pyotp.HOTP(secret).byte_secret(), counter=counter, start_pin="1357"
    )
    device.save(force_insert=True)
    return Kodbox(device, secret, counter)


def give(account: Account, *, active: bool = False) -> Kodbox:
    """Dispatch a new kodbox to a customer."""
    kodbox = new_kodbox()
    stock.dispatch(kodbox.device, account.pk, Actor(account.pk, "test"))
    if active:
        Device.objects.filter(pk=kodbox.device.pk).update(
            state=State.ACTIVE, activated_at=timezone.now()
        )
    kodbox.device.refresh_from_db()
    return kodbox


def block(kodbox: Kodbox) -> None:
    """Block a kodbox, as Kundservice does when a customer has lost it."""
    kodbox.device.refresh_from_db()
    stock.block(kodbox.device, Actor(kodbox.device.owner_id, "lost"))


def publish_texts(version: int = 1) -> None:
    """Publish a version of terms and agreement, in force since yesterday."""
    for kind in Agreement.Kind.values:
        text, yesterday = f"{kind} {version}", timezone.now() - timedelta(days=1)
        Agreement.objects.create(kind=kind, version=version, text=text, valid_from=yesterday)


def settle(account: Account, password: str = PASSWORD) -> None:
    """Choose a personal password, accept the texts and connect, as a first login does."""
    encoded = passwords.hash_choice(account, password)
    passwords.activate(account, encoded, audit_log.NO_CONTEXT, Event.PASSWORD_CHOSEN)
    for agreement in agreements.to_accept(account).values():
        agreements.accept(account, agreement, audit_log.NO_CONTEXT)
    agreements.connect(account, audit_log.NO_CONTEXT)
    account.refresh_from_db()


def kundnummer(index: int) -> str:
    """Return one of thousands of valid kundnummer."""
    nine = f"{index % 100:02}{13 + index // 100 % 7}{index // 700:05}"
    return nine + next(digit for digit in "0123456789" if is_luhn(nine + digit))


def use_code(account: Account, code: str) -> None:
    """Accept a code, as any login does."""
    verification.use_code(account.pk, code, replacement_allowed=True)


def log_in(client: Client, number: str, password: str, kodbox: Kodbox) -> None:
    """Log in through the pages."""
    client.post("/logga-in/", {"number": number, "password": password})
    response = client.post("/logga-in/behorighetskod/", {"code": kodbox.press()}, follow=True)
    assert response.redirect_chain[-1][0] == "/hem/"
