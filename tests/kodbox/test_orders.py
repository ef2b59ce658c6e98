"""Orders: identified, taken, dispatched, and the Start-PIN letter."""

import contextlib
import re
import zlib

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import gettext, override
from reportlab.pdfbase.pdfmetrics import stringWidth

from accounts import ordering
from accounts.models import Account
from hembanken.audit.events import Event
from hembanken.audit.models import Entry
from hembanken.request_context import Actor, RequestContext
from kodbox import letters, orders
from kodbox.letters import letter_by_post
from kodbox.models import Device, Order, State
from kodbox.orders import OrderRefused
from kodbox.verification import CodeRefused, use_code
from tests import people

pytestmark = pytest.mark.django_db


def hire(name):
    return Account.objects.create(
        username=name, name=name.title(), is_staff=True, role="kundservice"
    )


@pytest.fixture
def karin(db):
    return hire("karin")


@pytest.fixture
def kerstin(db):
    return hire("kerstin")


@pytest.fixture
def dispatched(order, karin):
    """Astrid's order, for which Karin has dispatched a device."""
    orders.take(order, Actor(karin.pk))
    orders.dispatch(order, Actor(karin.pk), serial=people.new_kodbox().device.serial)
    order.refresh_from_db()
    return order


def text_of(pdf):
    streams = re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.S)
    return b"".join(zlib.decompress(stream) for stream in streams if stream[:1] == b"x")


@pytest.mark.row("C17")
def test_an_order_waits_until_the_customer_is_identified(astrid, karin):
    ordering.order(astrid, "post", RequestContext(), identified=False)
    order = Order.objects.get()
    with pytest.raises(OrderRefused):
        orders.take(order, Actor(karin.pk))
    orders.identify(order, Actor(karin.pk))
    orders.take(order, Actor(karin.pk))
    order.refresh_from_db()
    assert (order.identified_by, order.taken_by) == (karin, karin)


def test_an_order_is_taken_by_one_person(order, karin, kerstin):
    orders.take(order, Actor(karin.pk))
    with pytest.raises(OrderRefused, match="Någon annan"):
        orders.take(order, Actor(kerstin.pk))


def test_only_the_person_who_took_an_order_dispatches_it_once(order, karin, kerstin, astrid):
    orders.take(order, Actor(karin.pk))
    serial = people.new_kodbox().device.serial
    with pytest.raises(OrderRefused, match="Ta beställningen"):
        orders.dispatch(order, Actor(kerstin.pk), serial=serial)
    assert Device.objects.get(serial=serial).state == State.IN_STOCK
    orders.dispatch(order, Actor(karin.pk), serial=serial)
    assert Device.objects.get(serial=serial).owner == astrid
    with pytest.raises(OrderRefused):
        orders.dispatch(order, Actor(karin.pk), serial=people.new_kodbox().device.serial)
    with pytest.raises(OrderRefused):
        orders.cancel(order, Actor(karin.pk, "too late"))


def test_a_device_that_changed_meanwhile_is_not_dispatched(order, karin, kodbox, monkeypatch):
    orders.take(order, Actor(karin.pk))
    device = people.new_kodbox().device
    real = orders.stock.dispatch

    def changed_meanwhile(device, *args, **options):
        Device.objects.filter(pk=device.pk).update(state=State.DESTROYED)
        real(device, *args, **options)

    monkeypatch.setattr(orders.stock, "dispatch", changed_meanwhile)
    with pytest.raises(OrderRefused, match="Någon annan"):
        orders.dispatch(order, Actor(karin.pk), serial=device.serial)
    order.refresh_from_db()
    assert (order.state, order.device) == (Order.State.IDENTIFIED, None)


def test_a_cancelled_order_is_neither_identified_nor_dispatched(order, karin):
    orders.take(order, Actor(karin.pk))
    orders.cancel(order, Actor(karin.pk, "not wanted"))
    assert orders.open_order(order.owner_id) is None
    with pytest.raises(OrderRefused):
        orders.identify(order, Actor(karin.pk))
    with pytest.raises(OrderRefused):
        orders.dispatch(order, Actor(karin.pk), serial=people.new_kodbox().device.serial)


@pytest.mark.row("C16")
def test_the_person_who_dispatched_cannot_print_the_letter(dispatched, karin):
    with pytest.raises(OrderRefused, match="kan inte skriva ut"):
        ordering.print_letter(dispatched, Actor(karin.pk))
    with pytest.raises(IntegrityError), transaction.atomic():
        Order.objects.filter(pk=dispatched.pk).update(letter_printed_by=karin)


@pytest.mark.row("C16")
def test_the_letter_is_printed_once_and_the_pin_is_erased(dispatched, kerstin):
    assert ordering.print_letter(dispatched, Actor(kerstin.pk)).startswith(b"%PDF")
    assert Device.objects.get(pk=dispatched.device_id).start_pin is None
    assert Entry.objects.get(event=Event.LETTER_PRINTED).actor_id == kerstin.pk
    with pytest.raises(OrderRefused, match="redan utskrivet"):
        ordering.print_letter(dispatched, Actor(kerstin.pk))


def test_a_letter_that_fails_keeps_the_pin(dispatched, kerstin, monkeypatch):
    monkeypatch.setattr(ordering.letters, "letter_by_post", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        ordering.print_letter(dispatched, Actor(kerstin.pk))
    assert Device.objects.get(pk=dispatched.device_id).start_pin is not None
    monkeypatch.undo()
    assert ordering.print_letter(dispatched, Actor(kerstin.pk))


@pytest.mark.row("C16")
@pytest.mark.parametrize("may_reset", [True, False])
def test_staff_decide_whether_the_device_can_be_used_in_a_reset(astrid, kodbox, karin, may_reset):
    ordering.order(astrid, "post", RequestContext(), identified=False)
    order, replacement = Order.objects.get(), people.new_kodbox()
    orders.identify(order, Actor(karin.pk), may_reset=may_reset)
    orders.take(order, Actor(karin.pk))
    orders.dispatch(order, Actor(karin.pk), serial=replacement.device.serial)
    with contextlib.suppress(CodeRefused):
        use_code(astrid.pk, replacement.press(), replacement_allowed=False)
    assert (replacement.state() is State.ACTIVE) is may_reset


def test_a_letter_is_one_page_with_embedded_fonts():
    pdf = letter_by_post(["Åsa Łuczak", "Storgatan 1", "111 22 Ö"], "9000001", "1357")
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") <= 1
    assert b"FontFile2" in pdf
    assert len(text_of(pdf)) > 500


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_letter_is_in_the_customers_language(dispatched, kerstin, language):
    Account.objects.filter(pk=dispatched.owner_id).update(language=language)
    letter = ordering.print_letter(dispatched, Actor(kerstin.pk))
    arguments = (["Astrid Avtal", "", ""], dispatched.device.serial, "1357")
    with override(language):
        assert letter == letter_by_post(*arguments)
    with override({"sv": "en", "en": "sv"}[language]):
        assert letter != letter_by_post(*arguments)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_line_of_the_letter_fits_between_the_margins(language):
    letters.letter_by_post([], "9000001", "1357")
    with override(language):
        lines = (letters.BY_POST, letters.AT_BRANCH, *letters.TEXT)
        widths = [stringWidth(gettext(line), letters.FONT, 9.5) for line in lines]
    assert max(widths) <= letters.A4[0] - 2 * letters.MARGIN
