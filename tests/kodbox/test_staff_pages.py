"""Staff pages for devices and orders."""

import re

import pytest

from accounts import ordering
from hembanken.audit.models import Entry
from hembanken.request_context import RequestContext
from hembanken.staff.roles import PERMISSIONS, Role
from kodbox.models import Order, State
from tests import people, staff
from tests.staff import offered, perform

pytestmark = pytest.mark.django_db


@pytest.fixture
def karin(db):
    return staff.hire_and_log_in("karin", "kundservice")


@pytest.fixture
def permit(monkeypatch):
    """Return a function that gives Kundservice these permissions only."""
    return lambda *permissions: monkeypatch.setitem(
        PERMISSIONS, Role.KUNDSERVICE, frozenset(permissions)
    )


def send(client, order):
    perform(client, order, "ta")
    return perform(client, order, "skicka", serial=people.new_kodbox().device.serial)


def test_only_the_next_actions_are_offered(karin, samir, order):
    assert offered(karin, order) == ["ta", "avbryt"]
    perform(karin, order, "ta")
    assert (offered(karin, order), offered(samir, order)) == (["skicka", "avbryt"], ["avbryt"])


@pytest.mark.row("C16")
def test_only_another_person_gets_the_letter_and_once(karin, samir, order):
    send(karin, order)
    assert offered(karin, order) == []
    assert perform(karin, order, "brev").status_code == 403
    assert perform(samir, order, "brev").content.startswith(b"%PDF")
    assert perform(samir, order, "brev").status_code == 403


def test_the_dispatch_page_names_the_customer_and_focuses_the_serial(karin, order):
    perform(karin, order, "ta")
    page = karin.get(f"/personal/kodbox/order/{order.pk}/skicka/").text
    assert "behandlas: Astrid Avtal</h2>" in page
    assert re.search(r'<input[^>]*name="serial"[^>]* autofocus', page)


def test_a_serial_that_is_not_in_stock_is_refused(karin, order):
    perform(karin, order, "ta")
    response = perform(karin, order, "skicka", serial="4711")
    assert "Det finns ingen kodbox 4711 i lager." in response.text
    assert Order.objects.get().state == Order.State.IDENTIFIED


@pytest.mark.row("C17")
def test_an_order_waits_until_kundservice_identifies_the_customer(karin, astrid, kodbox):
    ordering.order(astrid, "post", RequestContext(), identified=False)
    order = Order.objects.get()
    assert offered(karin, order) == ["identifierad", "avbryt"]
    perform(karin, order, "identifierad")
    assert offered(karin, order) == ["ta", "avbryt"]
    assert Entry.objects.filter(event="order:identified", account_id=astrid.pk).exists()


def test_a_cancellation_records_its_reason(karin, order, astrid):
    perform(karin, order, "avbryt", reason="Kunden ångrade sig", more="hittade den gamla")
    entry = Entry.objects.get(event="order:cancelled")
    assert (entry.account_id, entry.detail) == (
        astrid.pk,
        "Kunden ångrade sig: hittade den gamla",
    )


@pytest.mark.row("C13")
def test_a_blocked_device_ends_its_owners_sessions(karin, logged_in, kodbox):
    perform(karin, kodbox.device, "sparra", reason="Borttappad")
    assert kodbox.state() == State.BLOCKED
    assert logged_in.get("/hem/").status_code == 302


@pytest.mark.row("C13")
def test_a_block_without_a_reason_is_refused(karin, kodbox):
    response = perform(karin, kodbox.device, "sparra", reason="")
    assert response.context["form"].has_error("reason", "required")
    assert kodbox.state() == State.ACTIVE


def test_an_action_needs_its_permission_and_that_to_view(order, kodbox, permit):
    permit("kodbox.view_device", "kodbox.view_order")
    lena = staff.hire_and_log_in("lena", "kundservice")
    assert offered(lena, order) + offered(lena, kodbox.device) == []
    assert perform(lena, kodbox.device, "sparra", reason="hittad").status_code == 403
    permit("kodbox.block_device")
    assert perform(lena, kodbox.device, "sparra", reason="hittad").status_code == 403
    assert kodbox.state() == State.ACTIVE


def test_get_performs_no_action(karin, order):
    assert karin.get(f"/personal/kodbox/order/{order.pk}/ta/").status_code == 200
    order.refresh_from_db()
    assert order.taken_by is None


@pytest.mark.row("S5")
def test_no_permission_allows_editing_a_device_or_shows_its_secrets(kodbox, permit):
    permit(
        "kodbox.add_device", "kodbox.change_device", "kodbox.delete_device", "kodbox.view_device"
    )
    lena = staff.hire_and_log_in("lena", "kundservice")
    path = f"/personal/kodbox/device/{kodbox.device.pk}/change/"
    page = lena.get(path).context
    names = [field for fieldset in page["adminform"] for line in fieldset for field in line]
    shown = {field.field["name"] for field in names}
    assert shown.isdisjoint({"seed", "seed_index", "start_pin", "counter", "resync_counter"})
    assert page["has_change_permission"] is False
    assert lena.post(path, {}).status_code == 403


@pytest.mark.row("C14")
def test_staff_see_how_far_a_device_was_ahead_and_that_it_is_back_in_step(karin, client, kodbox):
    for counter in (417, 418):
        entered = {"number": people.ASTRID, "code": kodbox.code_at(counter)}
        client.post("/nytt-losenord/", entered)
    page = karin.get(f"/personal/kodbox/device/{kodbox.device.pk}/change/").text
    assert "Kodboxen ur takt med banken: 417 koder före banken" in page
    assert "Kodboxen i takt igen: 418 koder före banken" in page


@pytest.mark.row("C14")
def test_the_history_of_a_device_shows_actor_and_reason(karin, order):
    send(karin, order)
    page = karin.get(f"/personal/kodbox/device/{Order.objects.get().device_id}/change/")
    assert "Karin" in page.text
    assert "Enligt beställningen" in page.text
