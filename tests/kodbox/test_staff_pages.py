"""Kodboxes and their orders in the staff's pages: what is shown, offered, done and refused."""

import re

import pytest

from accounts import ordering
from hembanken.audit.models import Entry
from hembanken.request_context import RequestContext
from hembanken.staff.models import Proposal
from hembanken.staff.roles import PERMISSIONS, Role
from kodbox.models import Device, Order, State
from tests import people, staff
from tests.staff import offered, perform

pytestmark = pytest.mark.django_db


@pytest.fixture
def karin(db):
    return staff.hire_and_log_in("karin", "kundservice")


@pytest.fixture
def samir(db):
    return staff.hire_and_log_in("samir", "sakerhet")


@pytest.fixture
def order(astrid, kodbox):
    """Astrid has ordered a kodbox while she was logged in."""
    ordering.order(astrid, "post", RequestContext(), identified=True)
    return Order.objects.get()


@pytest.fixture
def may(monkeypatch):
    """Let Kundservice do what is named and nothing else."""
    return lambda *named: monkeypatch.setitem(PERMISSIONS, Role.KUNDSERVICE, frozenset(named))


def send(client, order):
    perform(client, order, "ta")
    return perform(client, order, "skicka", serial=people.new_kodbox().device.serial)


def test_an_order_goes_from_the_queue_to_a_dispatched_box(karin, order):
    send(karin, order)
    order.refresh_from_db()
    assert order.state == Order.State.DISPATCHED
    assert order.device.state == State.DISPATCHED


def test_only_what_can_be_done_next_is_offered(karin, samir, order):
    assert offered(karin, order) == ["ta", "avbryt"]
    perform(karin, order, "ta")
    assert (offered(karin, order), offered(samir, order)) == (["skicka", "avbryt"], ["avbryt"])


@pytest.mark.row("C16")
def test_who_dispatched_is_neither_offered_nor_given_the_letter(karin, order):
    send(karin, order)
    assert offered(karin, order) == []
    assert perform(karin, order, "brev").status_code == 403


@pytest.mark.row("C16")
def test_another_person_gets_the_letter_once(karin, samir, order):
    send(karin, order)
    assert perform(samir, order, "brev").content.startswith(b"%PDF")
    assert perform(samir, order, "brev").status_code == 403
    assert Device.objects.get(order=order).start_pin is None


def test_the_page_that_sends_a_box_names_its_customer_and_waits_for_the_scanner(karin, order):
    perform(karin, order, "ta")
    page = karin.get(f"/personal/kodbox/order/{order.pk}/skicka/").text
    assert "behandlas: Astrid Avtal</h2>" in page
    assert re.search(r'<input[^>]*name="serial"[^>]* autofocus', page)


def test_a_serial_that_is_not_in_stock_is_told_and_changes_nothing(karin, order):
    perform(karin, order, "ta")
    response = perform(karin, order, "skicka", serial="4711")
    assert "Det finns ingen kodbox 4711 i lager." in response.text
    assert Order.objects.get().state == Order.State.IDENTIFIED


@pytest.mark.row("C17")
def test_an_unidentified_customer_waits_until_kundservice_says_so(karin, astrid, kodbox):
    ordering.order(astrid, "post", RequestContext(), identified=False)
    order = Order.objects.get()
    assert offered(karin, order) == ["identifierad", "avbryt"]
    perform(karin, order, "identifierad")
    assert offered(karin, order) == ["ta", "avbryt"]
    assert Entry.objects.filter(event="order:identified", account_id=astrid.pk).exists()


def test_a_cancelled_order_says_why(karin, order, astrid):
    perform(karin, order, "avbryt", reason="Kunden ångrade sig", more="hittade den gamla")
    entry = Entry.objects.get(event="order:cancelled")
    assert (entry.account_id, entry.detail) == (
        astrid.pk,
        "Kunden ångrade sig: hittade den gamla",
    )


@pytest.mark.row("C13")
def test_a_blocked_box_ends_its_owners_sessions(karin, logged_in, kodbox):
    perform(karin, kodbox.device, "sparra", reason="Förlorad")
    assert kodbox.state() == State.BLOCKED
    assert logged_in.get("/hem/").status_code == 302


@pytest.mark.row("C13")
def test_a_block_without_a_reason_is_asked_for_one(karin, kodbox):
    response = perform(karin, kodbox.device, "sparra", reason="")
    assert response.context["form"].has_error("reason", "required")
    assert kodbox.state() == State.ACTIVE


def test_only_sakerhet_proposes_to_give_a_blocked_box_back(karin, samir, kodbox):
    people.block(kodbox)
    told = {"reason": "Spärrad av misstag"}
    assert perform(karin, kodbox.device, "hav-sparr", **told).status_code == 403
    perform(samir, kodbox.device, "hav-sparr", **told)
    assert kodbox.state() == State.BLOCKED
    assert Proposal.objects.get().is_open


def test_who_may_only_look_is_offered_nothing_and_does_nothing(order, kodbox, may):
    may("kodbox.view_device", "kodbox.view_order")
    lena = staff.hire_and_log_in("lena", "kundservice")
    assert offered(lena, order) + offered(lena, kodbox.device) == []
    assert perform(lena, kodbox.device, "sparra", why="hittad").status_code == 403


def test_who_may_not_see_a_box_does_nothing_to_it(kodbox, may):
    may("kodbox.block_device")
    lena = staff.hire_and_log_in("lena", "kundservice")
    assert perform(lena, kodbox.device, "sparra", why="hittad").status_code == 403
    assert kodbox.state() == State.ACTIVE


def test_opening_the_page_of_an_act_does_nothing(karin, order):
    assert karin.get(f"/personal/kodbox/order/{order.pk}/ta/").status_code == 200
    order.refresh_from_db()
    assert order.taken_by is None


def test_not_even_who_has_every_permission_edits_a_row(kodbox, may):
    may("kodbox.add_device", "kodbox.change_device", "kodbox.delete_device", "kodbox.view_device")
    lena = staff.hire_and_log_in("lena", "kundservice")
    path = f"/personal/kodbox/device/{kodbox.device.pk}/change/"
    assert lena.get(path).context["has_change_permission"] is False
    assert lena.post(path, {}).status_code == 403


def test_a_move_that_is_not_legal_is_not_offered_and_not_done(karin, kodbox):
    people.block(kodbox)
    assert perform(karin, kodbox.device, "sparra", reason="Förlorad").status_code == 403


@pytest.mark.row("C14")
def test_staff_see_how_far_a_box_was_off_and_that_it_came_back(karin, client, kodbox):
    for counter in (417, 418):
        told = {"number": people.ASTRID, "code": kodbox.code_at(counter)}
        client.post("/nytt-losenord/", told)
    page = karin.get(f"/personal/kodbox/device/{kodbox.device.pk}/change/").text
    assert "Kodboxen ur takt med banken: 417 koder före banken" in page
    assert "Kodboxen i takt igen: 418 koder före banken" in page


@pytest.mark.row("C14")
def test_each_step_of_a_box_shows_who_and_why(karin, order):
    send(karin, order)
    page = karin.get(f"/personal/kodbox/device/{order.__class__.objects.get().device_id}/change/")
    assert "Karin" in page.text
    assert "Enligt beställningen" in page.text


@pytest.mark.row("S5")
def test_no_secret_and_no_counter_stands_in_a_staff_form(karin, kodbox):
    page = karin.get(f"/personal/kodbox/device/{kodbox.device.pk}/change/")
    names = [field for fieldset in page.context["adminform"] for line in fieldset for field in line]
    shown = {field.field["name"] for field in names}
    assert shown.isdisjoint({"seed", "seed_index", "start_pin", "counter", "resync_counter"})
    assert page.context["has_change_permission"] is False


@pytest.mark.row("C14")
@pytest.mark.parametrize("page", ["add/", "{pk}/delete/"])
def test_nothing_is_added_or_deleted_by_hand(samir, kodbox, page):
    path = f"/personal/kodbox/device/{page.format(pk=kodbox.device.pk)}"
    assert samir.get(path).status_code == 403


def test_a_posted_form_changes_nothing(samir, kodbox):
    path = f"/personal/kodbox/device/{kodbox.device.pk}/change/"
    assert samir.post(path, {"state": State.IN_STOCK, "counter": 0}).status_code == 403
    assert kodbox.state() == State.ACTIVE
