"""The overview of one customer for staff: the state in plain text, and no secrets."""

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
from hembanken.staff.display import attach_accounts
from hembanken.staff.wording import localised_detail
from kodbox import stock
from kodbox.models import Device, Order

MAX_EVENTS = 40
LOCKOUT_OR_LOGIN = (Event.LOCKED_OUT, Event.UNLOCKED, Event.LOGIN_COMPLETED)
MAX_ORDERS = 10
CONTACT = {
    "name": gettext_noop("Namn"),
    "street": gettext_noop("Gatuadress"),
    "postcode": gettext_noop("Postnummer"),
    "city": gettext_noop("Ort"),
    "email": gettext_noop("E-post"),
}


@dataclass(frozen=True)
class CustomerOverview:
    """The parts of a customer's page; each is read from the database once."""

    account: Account

    @cached_property
    def failed_attempts(self) -> FailedAttempts:
        return unlock.failed_attempts_of(self.account)

    @cached_property
    def orders(self) -> list[Order]:
        orders = Order.objects.filter(owner=self.account).order_by("-created_at")
        return list(orders[:MAX_ORDERS])

    @cached_property
    def devices(self) -> list[Device]:
        return stock.devices_held_first(self.account.pk)

    @cached_property
    def events(self) -> list[tuple[Entry, str]]:
        """The customer's newest events with their actors, and the true reason of each."""
        entries = list(audit_log.events_of_account(self.account.pk, MAX_EVENTS))
        attach_accounts(entries)
        return [(entry, localised_detail(entry.detail)) for entry in entries]

    @property
    def agreement(self) -> str:
        account = self.account
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

    @property
    def password(self) -> str:
        if not self.account.has_usable_password():
            return _("saknas, kunden väljer Skapa nytt lösenord")
        if self.account.password_has_expired:
            return _("temporärt, har gått ut")
        return _("temporärt") if self.account.password_is_temporary else _("personligt")

    @property
    def password_is_new(self) -> bool:
        """Whether the password was new when the customer paused, perhaps made by a thief."""
        until, paused_at = self.account.earlier_until, self.account.paused_at
        return until is not None and paused_at is not None and until > paused_at

    @property
    def locked_until(self) -> datetime | None:
        until = self.failed_attempts.locked_until
        return until if until and until > timezone.now() else None

    @property
    def was_locked_out_in_known_browser(self) -> bool:
        """Whether the latest lockout was of a known browser.

        A known browser has a count of its own: the count of the number is below the limit.
        """
        events = (entry.event for entry, _reason in self.events)
        latest = next((event for event in events if event in LOCKOUT_OR_LOGIN), None)
        return (
            latest == Event.LOCKED_OUT
            and self.failed_attempts.failures < settings.ATTEMPTS_BEFORE_LOCKOUT
        )

    @property
    def contact(self) -> list[tuple[str, str]]:
        details = self.account.contact_details
        return [(_(label), details[name]) for name, label in CONTACT.items() if name in details]
