"""What the staff's pages ask of the database: as much for many rows as for few."""

import re

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.request_context import Actor
from kodbox import orders
from kodbox.admin import devices
from kodbox.models import Device, Order, State
from tests import admin_pages, people, staff
from tests.admin_pages import more_rows

pytestmark = pytest.mark.django_db
CUSTOMER = 16  # statements: the look is an event, and the session's activity is kept
SHORT = {"agreement", "batch"}  # of which a bank has dozens, or hundreds at most
DEVICES = "/personal/kodbox/device/"
JOURNAL = "/personal/audit/entry/"


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
    lists = [page for page in everything(samir) if page.kind != "start"]
    asked = [each for page in lists for each in statements(samir, page)]
    assert [each for each in asked if "COUNT(" in each and "LIMIT" not in each] == []
    assert [each for each in asked if "DISTINCT" in each] == []


@pytest.mark.plans
def test_every_list_and_search_is_read_in_the_order_of_an_index(samir, reach_three):
    more_rows(4)
    for page in everything(samir):
        for statement in _of_rows(page, statements(samir, page)):
            plan = plan_of(statement)
            costly = "Sort|Seq Scan"
            if not page.kind.startswith("linked"):
                costly += "|(?<!Join )Filter:"
            wrong = re.findall(costly, plan)
            assert wrong == [], f"{page.path}\n{statement}\n{plan}"


@pytest.mark.plans
def test_events_of_one_kind_cannot_be_looked_for_by_walking_the_audit_log(samir):
    page = admin_pages.Page("entry", "filter", f"{JOURNAL}?event={Event.DEVICE_BLOCKED}")
    asked = _of_rows(page, statements(samir, page))
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX audit_by_event")
    assert {"Sort" in plan_of(each) for each in asked} == {True}


def _of_rows(page, asked):
    """Return the statements that read or count the rows of a list that may be long."""
    if page.model in SHORT or page.kind in ("row", "start"):
        return []
    names = {model._meta.model_name: model._meta.db_table for model in admin.site._registry}
    return [each for each in asked if f'FROM "{names[page.model]}"' in each and "LIMIT" in each]


def plan_of(statement):
    """Return how PostgreSQL would read a table that is too large for anything but an index."""
    with connection.cursor() as cursor:
        for way in ("seqscan", "sort", "incremental_sort", "bitmapscan"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute(f"EXPLAIN {statement}")
        return "\n".join(line for (line,) in cursor.fetchall())


def test_a_customers_page_takes_as_many_statements_however_much_it_tells(samir, astrid, kodbox):
    page = admin_pages.Page("account", "row", f"/personal/accounts/account/{astrid.pk}/change/")
    page.open(samir)
    assert len(statements(samir, page)) == CUSTOMER
    for name in ("karin", "kjell"):
        by = Actor(staff.hire(name, "kundservice")[0].pk)
        orders.place(astrid.pk, "post", by)
        orders.cancel(Order.objects.get(state=Order.State.IDENTIFIED, owner=astrid), by)
        people.block(people.give(astrid))
    assert len(statements(samir, page)) == CUSTOMER


def test_each_step_of_a_box_takes_no_statement_of_its_own(samir):
    box = Device.objects.exclude(state=State.IN_STOCK).latest("serial")
    page = admin_pages.Page("device", "row", f"{DEVICES}{box.pk}/change/")
    page.open(samir)
    few = len(statements(samir, page))
    for name in ("karin", "kjell"):
        by = staff.hire(name, "kundservice")[0]
        box.transitions.create(before=State.ACTIVE, after=State.BLOCKED, actor=by, reason="test")
    assert len(statements(samir, page)) == few


def test_a_box_shows_its_newest_events_alone(samir, monkeypatch):
    box = Device.objects.exclude(owner=None).latest("serial")
    for event in (Event.DEVICE_BLOCKED, Event.DEVICE_LOST):
        audit_log.append(event, box.owner_id, device_serial=box.serial)
    monkeypatch.setattr(devices, "MAX_EVENTS", 1)
    page = samir.get(f"{DEVICES}{box.pk}/change/").text
    assert str(Event.DEVICE_LOST.label) in page
    assert str(Event.DEVICE_BLOCKED.label) not in page
