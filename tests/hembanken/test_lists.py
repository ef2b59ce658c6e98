"""The staff's lists: as much work for many rows as for few, whichever way they are asked."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import agreements, ordering
from accounts.models import Agreement
from hembanken.source import Source
from hembanken.staff import lists
from hembanken.staff.acts import StaffAdmin
from hembanken.staff.models import Proposal
from kodbox.models import Batch, Device, Order, State
from tests import admin_pages, people, staff

pytestmark = pytest.mark.django_db
SHORT = {"agreement", "batch"}  # of which a bank has dozens, or hundreds at most
DEVICES = "/personal/kodbox/device/"


@pytest.fixture
def samir(texts):
    """He may open every list, each of which has a row."""
    client = staff.at_work("samir", "Säkerhet")
    more_rows(1)
    return client


@pytest.fixture
def reach_three(monkeypatch):
    """Let a list reach three rows, one on a page."""
    monkeypatch.setattr(lists, "MOST", 3)
    monkeypatch.setattr(StaffAdmin, "list_per_page", 1)


def more_rows(count):
    """Add rows to every list."""
    for _ in range(count):
        place = Device.objects.count()
        customer = people.new_customer(people.kundnummer(place), f"Anna {place}")
        device = people.give(customer).device
        ordering.order(customer, "post", Source(), identified=True)
        for text in agreements.to_accept(customer).values():
            agreements.accept(customer, text, Source())
        Agreement.objects.create(kind="terms", text="Utkast")
        Batch.objects.create(sha256=f"{place:064}", imported_by="test", devices_count=1)
        about = {"model": "kodbox.device", "row": device.pk, "act": "hav-sparr"}
        Proposal.objects.create(made_by=staff.Account.objects.get(username="samir"), **about)


def statements(client, page):
    with CaptureQueriesContext(connection) as queries:
        page.open(client)
    return [each["sql"] for each in queries]


def sought():
    """Return the searches for customers by each way, and in vain."""
    number, serial = people.kundnummer(1), Device.objects.latest("serial").serial
    texts = {"number": number, "serial": serial, "name": "anna", "nobody": "ingen"}
    return [admin_pages.find(*each) for each in texts.items()]


def everything(client):
    return [*admin_pages.pages(client), *sought()]


def test_every_list_has_rows_here(samir):
    empty = [model for model in admin.site._registry if not model._default_manager.exists()]
    assert empty == []


def test_more_rows_take_no_more_statements(samir, reach_three):
    for page in everything(samir):
        page.open(samir)  # What a process learns once is no work of a page's.
    few = {page.name: len(statements(samir, page)) for page in everything(samir)}
    more_rows(7)
    many = {page.name: len(statements(samir, page)) for page in everything(samir)}
    assert {name: many[name] for name in few} == few
    assert max(many.values()) < 40


def test_nothing_counts_or_sorts_out_all_rows(samir, reach_three):
    more_rows(4)
    asked = [each for page in everything(samir) for each in statements(samir, page)]
    assert [each for each in asked if "COUNT(" in each and "LIMIT" not in each] == []
    assert [each for each in asked if "DISTINCT" in each] == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="its plans say what is read")
def test_every_list_and_search_is_read_in_the_order_of_an_index(samir, reach_three):
    more_rows(4)
    for page in everything(samir):
        for statement in _of_rows(page, statements(samir, page)):
            plan = plan_of(statement)
            wrong = [each for each in ("Sort", "Seq Scan", "Filter:") if each in plan]
            assert wrong == [], f"{page.path}\n{statement}\n{plan}"


def _of_rows(page, asked):
    """Return the statements that read or count the rows of a list that may be long."""
    if page.model in SHORT or page.kind in ("row", "page"):
        return []
    names = {model._meta.model_name: model._meta.db_table for model in admin.site._registry}
    return [each for each in asked if f'FROM "{names[page.model]}"' in each and "LIMIT" in each]


def plan_of(statement):
    """Return how PostgreSQL would read a table that is too large for anything but an index."""
    with connection.cursor() as cursor:
        for way in ("seqscan", "sort", "bitmapscan"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute(f"EXPLAIN {statement}")
        return "\n".join(line for (line,) in cursor.fetchall())


def test_a_long_list_says_that_it_is_and_where_it_ends(samir, reach_three):
    more_rows(3)
    last = samir.get(f"{DEVICES}?p=3").text
    assert "Fler än 3 kodboxar, och bara de första 3 visas." in " ".join(last.split())
    assert samir.get(f"{DEVICES}?p=4").url == f"{DEVICES}?e=1"


def test_a_list_that_is_whole_says_how_many_there_are(samir, monkeypatch):
    more_rows(2)
    monkeypatch.setattr(lists, "MOST", Device.objects.count())
    page = samir.get(DEVICES).text
    assert f"{Device.objects.count()} kodboxar" in page
    assert "Fler än" not in page


def test_a_list_keeps_its_order_whatever_the_address_says(samir):
    more_rows(2)
    shown = [list(samir.get(DEVICES + way).context["cl"].queryset) for way in ("", "?o=-1")]
    assert shown[0] == shown[1] == list(Device.objects.order_by("serial"))


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


def test_proposals_that_wait_come_first(samir):
    more_rows(1)
    newest = Proposal.objects.latest("made_at")
    told = {"decision": "refused", "decided_by": newest.made_by}
    Proposal.objects.filter(pk=newest.pk).update(**told)
    shown = samir.get("/personal/staff/proposal/").context["cl"].result_list
    assert list(shown)[-1] == newest


def test_each_step_of_a_box_takes_no_statement_of_its_own(samir):
    box = Device.objects.exclude(state=State.IN_STOCK).latest("serial")
    page = admin_pages.Page("device", "row", f"{DEVICES}{box.pk}/change/")
    page.open(samir)
    few = len(statements(samir, page))
    for name in ("karin", "kjell"):
        by = staff.hire(name, "Kundservice")[0]
        box.moves.create(before=State.ACTIVE, after=State.BLOCKED, by=by, why="test")
    assert len(statements(samir, page)) == few
