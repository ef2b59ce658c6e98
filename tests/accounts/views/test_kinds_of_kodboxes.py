"""The kinds of kodboxes that a bank has: chosen by the customer, and read by staff."""

import pytest

from accounts.models import FailedAttempts
from kodbox.models import Order
from tests import people, staff

pytestmark = pytest.mark.django_db
ORDER = "/bestall-kodbox/"
CREDENTIALS = {"number": people.ASTRID, "password": people.PASSWORD, "delivery": "post"}


@pytest.fixture
def two_kinds(settings):
    settings.KODBOX_KINDS = ["large", "speaking"]


def test_a_bank_with_one_kind_asks_nothing(client, astrid):
    assert 'name="kind"' not in client.get(ORDER).text
    client.post(ORDER, CREDENTIALS | {"kind": "speaking"})
    assert Order.objects.get().kind == "ordinary"


def test_a_kind_that_the_bank_does_not_have_is_refused(client, astrid, settings):
    settings.KODBOX_KINDS = ["large"]
    page = client.post(ORDER, CREDENTIALS | {"kind": "speaking"}, follow=True).text
    assert "Välj vilken kodbox du vill ha." in page
    assert "Kodbox som talar" not in page
    assert not Order.objects.exists()
    assert not FailedAttempts.objects.exists()


def test_the_chosen_kind_is_ordered_without_a_login(client, astrid, two_kinds):
    page = client.get(ORDER).text
    assert page.index("Vanlig kodbox") < page.index("Kodbox med stor display")
    client.post(ORDER, CREDENTIALS | {"kind": "speaking"})
    assert Order.objects.get().kind == "speaking"


def test_an_order_after_a_login_replaces_the_kind_too(logged_in, astrid, two_kinds):
    Order.objects.create(owner=astrid, state="waiting", delivery="post", kind="large")
    logged_in.post(ORDER, {"delivery": "post", "kind": "speaking"})
    assert Order.objects.get().kind == "speaking"
    assert "Kodbox som talar" in logged_in.get(ORDER).text


def test_staff_order_a_kind_and_read_it_where_they_dispatch(astrid, two_kinds):
    karin = staff.hire_and_log_in("karin", "kundservice")
    staff.perform(karin, astrid, "bestall", delivery="post", kind="large")
    order = Order.objects.get()
    staff.perform(karin, order, "ta")
    pages = ["/personal/kodbox/order/", *(staff.url(order, each) for each in ("change", "skicka"))]
    for page in pages:
        assert "Kodbox med stor display" in karin.get(page).text


@pytest.mark.parametrize("page", ["/hjalp/", "/tillganglighet/"])
@pytest.mark.parametrize(
    ("kinds", "told"),
    [
        ([], "Kan du inte läsa den? Ring Kundservice"),
        (["large"], "Räcker inte det ringer du Kundservice."),
        (["speaking"], "Beställ en kodbox som talar."),
        (["large", "speaking"], "Beställ en kodbox med stor display, eller en som talar."),
    ],
)
def test_whoever_cannot_read_the_display_is_told_what_to_do(client, settings, page, kinds, told):
    settings.KODBOX_KINDS = kinds
    assert told in client.get(page).text
