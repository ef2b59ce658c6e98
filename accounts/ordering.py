"""Ordering a kodbox, with a login or before one."""

from django.db import IntegrityError
from django.utils import translation

from accounts.credentials import authentication
from accounts.credentials.lockout import Attempt
from accounts.models import Account
from accounts.personnummer import Number
from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.request_context import Actor, RequestContext
from kodbox import letters, orders
from kodbox.models import Order


def order(account: Account, delivery: str, context: RequestContext, *, identified: bool) -> None:
    """Order a kodbox, unless an order is open already.

    A customer who is logged in replaces an order that waits for them to be identified.
    """
    state = Order.State.IDENTIFIED if identified else Order.State.WAITING
    waiting = Order.objects.filter(owner=account, state=Order.State.WAITING)
    if identified and waiting.update(state=state, delivery=delivery):
        return
    try:
        with audit_log.atomic():
            Order.objects.create(owner=account, delivery=delivery, state=state)
            audit_log.append(Event.DEVICE_ORDERED, account.pk, context, detail=state)
    except IntegrityError:
        return  # One order is open, which a constraint keeps to one.


def order_unidentified(number: Number, password: str, delivery: str, attempt: Attempt) -> None:
    """Leave an order that waits for Kundservice, if number and password are right.

    The answer is the same whatever they were, and so is the count of attempts: it is not given
    back here, else the count would tell what the answer does not (C17).
    """
    try:
        account = authentication.check_password_without_refund(number, password, attempt)
    except authentication.WrongCredentials:
        return
    order(account, delivery, attempt.context, identified=False)


def print_letter(order: Order, actor: Actor) -> bytes:
    """Return the PDF with the Start-PIN, once, after which the bank has forgotten it (C16)."""
    with audit_log.atomic():
        start_pin = orders.take_start_pin(order, actor)
        account = Account.objects.get(pk=order.owner_id)
        details = account.contact_details
        town = f"{details.get('postcode', '')} {details.get('city', '')}".strip()
        addressee = [account.full_name, details.get("street", ""), town]
        assert order.device is not None  # noqa: S101 (a letter is opened for a dispatched box)
        with translation.override(account.language):
            return letters.start_pin_letter(addressee, order.device.serial, start_pin)
