"""The staff's lists: where they end, in which order, and what they do not answer."""

import pytest

from hembanken.staff import lists
from hembanken.staff.models import Proposal
from kodbox.models import Device, Order
from tests import staff
from tests.admin_pages import more_rows

pytestmark = pytest.mark.django_db
DEVICES = "/personal/kodbox/device/"


def test_a_long_list_says_that_it_is_and_where_it_ends(samir, reach_three):
    more_rows(3)
    last = samir.get(f"{DEVICES}?p=3").text
    assert "Fler än 3 kodboxar, och bara de första 3 visas." in " ".join(last.split())
    assert samir.get(f"{DEVICES}?p=4").url == f"{DEVICES}?e=1"


def test_a_list_that_is_whole_says_how_many_there_are(samir, monkeypatch):
    more_rows(2)
    monkeypatch.setattr(lists, "MAX_ROWS", Device.objects.count())
    page = samir.get(DEVICES).text
    assert f"{Device.objects.count()} kodboxar" in page
    assert "Fler än" not in page


def test_a_list_keeps_its_order_whatever_the_address_says(samir):
    more_rows(2)
    shown = [list(samir.get(DEVICES + way).context["cl"].queryset) for way in ("", "?o=-1")]
    assert shown[0] == shown[1] == list(Device.objects.order_by("state", "-dispatched_at"))


@pytest.mark.row("S5")
@pytest.mark.parametrize("asked", ["counter__gte=0", "serial__contains=9", "owner__name=Anna"])
def test_a_list_answers_no_question_that_it_does_not_offer(samir, asked):
    assert samir.get(f"{DEVICES}?{asked}").status_code == 400


def test_no_filter_counts_its_rows(samir):
    assert "_facets" not in samir.get(DEVICES).text
    assert not samir.get(f"{DEVICES}?_facets=True").context["cl"].add_facets


def test_orders_that_wait_come_first_and_the_oldest_before_others(samir):
    more_rows(3)
    oldest, second, dispatched, unidentified = Order.objects.order_by("created_at")
    Order.objects.filter(pk=dispatched.pk).update(state=Order.State.DISPATCHED)
    Order.objects.filter(pk=unidentified.pk).update(state=Order.State.WAITING)
    shown = samir.get("/personal/kodbox/order/").context["cl"].result_list
    assert list(shown) == [unidentified, oldest, second, dispatched]


def test_the_letters_that_wait_are_a_list_of_their_own(samir):
    more_rows(2)
    waiting, printed, _not_sent = Order.objects.order_by("created_at")
    by = staff.hire("karin", "kundservice")[0]
    Order.objects.filter(pk=waiting.pk).update(state=Order.State.DISPATCHED)
    Order.objects.filter(pk=printed.pk).update(state=Order.State.DISPATCHED, letter_printed_by=by)
    shown = samir.get("/personal/kodbox/order/?brev=vantar").context["cl"].result_list
    assert list(shown) == [waiting]


def test_proposals_that_wait_come_first(samir):
    more_rows(1)
    newest = Proposal.objects.latest("made_at")
    told = {"decision": "refused", "decided_by": newest.made_by}
    Proposal.objects.filter(pk=newest.pk).update(**told)
    shown = samir.get("/personal/staff/proposal/").context["cl"].result_list
    assert list(shown)[-1] == newest
