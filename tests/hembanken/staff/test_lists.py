"""The staff's lists: their limit, order and lookups."""

import pytest

from hembanken.staff import lists
from hembanken.staff.models import Proposal
from kodbox.models import Device, Order
from tests import staff
from tests.admin_pages import more_rows

pytestmark = pytest.mark.django_db
DEVICES = "/personal/kodbox/device/"


def test_a_truncated_list_shows_its_limit(samir, three_rows_per_list):
    more_rows(3)
    last = samir.get(f"{DEVICES}?p=3").text
    assert "Det finns fler än 3 kodboxar. Bara de första 3 visas." in " ".join(last.split())
    assert samir.get(f"{DEVICES}?p=4").url == f"{DEVICES}?e=1"


def test_a_complete_list_shows_its_number_of_rows(samir, monkeypatch):
    more_rows(2)
    monkeypatch.setattr(lists, "MAX_ROWS", Device.objects.count())
    page = samir.get(DEVICES).text
    assert f"{Device.objects.count()} kodboxar" in page
    assert "Det finns fler än" not in page


def test_a_list_ignores_an_order_in_the_url(samir):
    more_rows(2)
    shown = [list(samir.get(DEVICES + query).context["cl"].queryset) for query in ("", "?o=-1")]
    assert shown[0] == shown[1] == list(Device.objects.order_by("state", "-dispatched_at"))


@pytest.mark.row("S5")
@pytest.mark.parametrize("lookup", ["counter__gte=0", "serial__contains=9", "owner__name=Anna"])
def test_a_list_refuses_a_lookup_without_a_filter(samir, lookup):
    assert samir.get(f"{DEVICES}?{lookup}").status_code == 400


def test_filters_show_no_facet_counts(samir):
    assert "_facets" not in samir.get(DEVICES).text
    assert not samir.get(f"{DEVICES}?_facets=True").context["cl"].add_facets


def test_waiting_orders_come_first_oldest_first(samir):
    more_rows(3)
    oldest, second, dispatched, unidentified = Order.objects.order_by("created_at")
    Order.objects.filter(pk=dispatched.pk).update(state=Order.State.DISPATCHED)
    Order.objects.filter(pk=unidentified.pk).update(state=Order.State.WAITING)
    shown = samir.get("/personal/kodbox/order/").context["cl"].result_list
    assert list(shown) == [unidentified, oldest, second, dispatched]


def test_letters_to_print_can_be_filtered(samir):
    more_rows(2)
    waiting, printed, _not_sent = Order.objects.order_by("created_at")
    karin = staff.hire("karin", "kundservice")[0]
    Order.objects.filter(pk=waiting.pk).update(state=Order.State.DISPATCHED)
    Order.objects.filter(pk=printed.pk).update(
        state=Order.State.DISPATCHED, letter_printed_by=karin
    )
    shown = samir.get("/personal/kodbox/order/?brev=vantar").context["cl"].result_list
    assert list(shown) == [waiting]


def test_open_proposals_come_first(samir):
    more_rows(1)
    newest = Proposal.objects.latest("made_at")
    Proposal.objects.filter(pk=newest.pk).update(decision="refused", decided_by=newest.made_by)
    shown = samir.get("/personal/staff/proposal/").context["cl"].result_list
    assert list(shown)[-1] == newest
