"""Ordering a kodbox, logged in or not."""

from collections.abc import Mapping

from django.db import IntegrityError
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.credentials import authentication
from accounts.credentials.lockout import Attempt
from accounts.models import Account
from accounts.personnummer import Number
from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.audit.models import FAILED_ORDER
from hembanken.request_context import Actor, RequestContext
from kodbox import letters, orders
from kodbox.models import Order

CANCELLED_BY_CUSTOMER = gettext_noop("Kunden ångrade sig")


def order(
    account: Account,
    delivery: str,
    context: RequestContext,
    *,
    identified: bool,
    kind: str = Order.Kind.ORDINARY,
) -> None:
    """Order a kodbox, unless the customer has an open order.

    An identified customer's order replaces one that waits for identification.
    """
    state = Order.State.IDENTIFIED if identified else Order.State.WAITING
    waiting = Order.objects.filter(owner=account, state=Order.State.WAITING)
    if identified and _replace(waiting, account, context, state, delivery=delivery, kind=kind):
        return
    try:
        with audit_log.atomic():
            Order.objects.create(owner=account, delivery=delivery, kind=kind, state=state)
            audit_log.append(Event.DEVICE_ORDERED, account.pk, context, detail=state)
    except IntegrityError:
        return  # A constraint allows one open order.


def _replace(
    waiting: QuerySet[Order], account: Account, context: RequestContext, state: str, **chosen: str
) -> bool:
    """Turn the order that waits for identification into one of the identified customer."""
    with audit_log.atomic():
        is_replaced = bool(waiting.update(state=state, **chosen))
        if is_replaced:
            audit_log.append(Event.DEVICE_ORDERED, account.pk, context, detail=state)
    return is_replaced


def cancel(account: Account, context: RequestContext) -> None:
    """Cancel the customer's own open order, or raise OrderRefused if there is none any more."""
    order = orders.open_order(account.pk)
    if order is None:
        raise orders.OrderRefused(_("Beställningen är redan skickad eller avbruten."))
    orders.cancel(order, Actor(account.pk, CANCELLED_BY_CUSTOMER, context))


def order_unidentified(
    number: Number, password: str, delivery: str, kind: str, attempt: Attempt
) -> None:
    """Place an order that waits for identification, if number and password are right.

    The response does not reveal whether they were right. The attempt is therefore never refunded,
    since the count would reveal it (C17).
    """
    try:
        account = authentication.check_password_without_refund(
            number, password, attempt, purpose=FAILED_ORDER
        )
    except authentication.WrongCredentials:
        return
    order(account, delivery, attempt.context, identified=False, kind=kind)


def print_letter(order: Order, actor: Actor) -> bytes:
    """Return the PDF with the Start-PIN, once; the Start-PIN is deleted (C16)."""
    with audit_log.atomic():
        start_pin = orders.take_start_pin(order, actor)
        account = Account.objects.get(pk=order.owner_id)
        details = account.contact_details
        assert order.device is not None  # noqa: S101 (only a dispatched order has a letter)
        with translation.override(account.language):
            serial, name = order.device.serial, account.full_name
            if order.is_collected:
                return letters.letter_at_branch(name, serial, start_pin)
            return letters.letter_by_post([name, *_address(details)], serial, start_pin)


def _address(details: Mapping[str, str]) -> list[str]:
    town = f"{details.get('postcode', '')} {details.get('city', '')}".strip()
    return [details.get("street", ""), town]
