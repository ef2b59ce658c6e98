"""One customer at a glance, as Kundservice sees them: state in words, never a secret."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.credentials import unlock
from accounts.customers import agreements
from accounts.models import Account, FailedAttempts
from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.audit.models import Entry
from hembanken.staff.wording import localised_detail
from kodbox import stock
from kodbox.models import Device, Order

EVENTS_SHOWN = 40
LOCKOUT_OR_LOGIN = (Event.LOCKED_OUT, Event.UNLOCKED, Event.LOGIN_COMPLETED)
ORDERS_SHOWN = 10
CONTACT = {
    "name": gettext_noop("Namn"),
    "street": gettext_noop("Gatuadress"),
    "postcode": gettext_noop("Postnummer"),
    "city": gettext_noop("Ort"),
    "email": gettext_noop("E-post"),
}


@dataclass(frozen=True)
class EventRow:
    """An event in words, with the true reason, and by whom it was done."""

    entry: Entry
    detail: str
    by: str


@dataclass(frozen=True)
class CustomerOverview:
    """What a page about a customer answers at a glance; each part is read once in a request."""

    account: Account

    @cached_property
    def count(self) -> FailedAttempts:
        return unlock.failed_attempts_of(self.account)

    @cached_property
    def orders(self) -> list[Order]:
        """The customer's newest orders."""
        orders = Order.objects.filter(owner=self.account).order_by("-created_at")
        return list(orders[:ORDERS_SHOWN])

    @cached_property
    def devices(self) -> list[Device]:
        return stock.devices_held_first(self.account.pk)

    @cached_property
    def happenings(self) -> list[EventRow]:
        return _happenings(self.account)

    @cached_property
    def agreement(self) -> str:
        return _agreement_in_words(self.account)

    @cached_property
    def password(self) -> str:
        return _password_in_words(self.account)

    @property
    def locked_until(self) -> datetime | None:
        """When the stop ends that is on now, if one is."""
        until = self.count.locked_until
        return until if until and until > timezone.now() else None

    @property
    def was_locked_out_in_known_browser(self) -> bool:
        """Tell whether the latest stop was of a browser known to the customer.

        Such a browser has a count of its own: that of the number is too low to have stopped it.
        """
        events = (each.entry.event for each in self.happenings)
        latest = next((event for event in events if event in LOCKOUT_OR_LOGIN), None)
        return latest == Event.LOCKED_OUT and self.count.failures < settings.ATTEMPTS_BEFORE_LOCKOUT

    @property
    def contact(self) -> list[tuple[str, str]]:
        """What the bank knows of how to reach the customer, by its name in words."""
        details = self.account.contact_details
        return [(_(label), details[name]) for name, label in CONTACT.items() if name in details]


def _agreement_in_words(account: Account) -> str:
    if account.erased_at:
        return _("avslutat, och kundens uppgifter är raderade")
    if not account.is_active:
        return _("avslutat")
    if account.blocked_at:
        return _("spärrat: %(why)s") % {"why": localised_detail(account.blocked_reason)}
    if account.connected_at is None:
        return _("inte anslutet än")
    to_accept = agreements.to_accept(account)
    return _("gäller, nya villkor att läsa") if to_accept else _("gäller")


def _password_in_words(account: Account) -> str:
    if not account.has_usable_password():
        return _("saknas: kunden gör Skapa nytt lösenord")
    if account.password_has_expired:
        return _("temporärt, har gått ut")
    return _("temporärt") if account.password_is_temporary else _("personligt")


def _happenings(account: Account) -> list[EventRow]:
    entries = list(audit_log.events_of_account(account.pk, EVENTS_SHOWN))
    actors = {entry.actor_id for entry in entries if entry.actor_id}
    names = {each.pk: str(each) for each in Account.objects.filter(pk__in=actors, is_staff=True)}
    return [
        EventRow(entry, localised_detail(entry.detail), names.get(entry.actor_id, ""))
        for entry in entries
    ]
