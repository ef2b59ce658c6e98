"""The queries of the staff's pages: their number does not depend on the number of rows."""

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
CUSTOMER_PAGE_QUERIES = 17  # including the audit log's entry and the session's activity
SMALL_TABLES = {"agreement", "batch"}  # hundreds of rows at most
DEVICES = "/personal/kodbox/device/"
AUDIT_LOG = "/personal/audit/entry/"


def queries_of(client, page):
    with CaptureQueriesContext(connection) as captured:
        page.open(client)
    return [each["sql"] for each in captured]


def searches():
    """Return a search for customers by each criterion, and one without a match."""
    number, serial = people.kundnummer(1), Device.objects.latest("serial").serial
    texts = {"number": number, "serial": serial, "name": "anna", "nobody": "ingen"}
    return [admin_pages.find(*each) for each in texts.items()]


def all_pages(client):
    return [*admin_pages.pages(client), *searches()]


def test_every_list_has_rows_in_this_test(samir):
    empty = [model for model in admin.site._registry if not model._default_manager.exists()]
    assert empty == []


def test_more_rows_take_no_more_queries(samir, three_rows_per_list):
    for page in all_pages(samir):
        page.open(samir)  # The first request fills caches.
    few = {page.name: len(queries_of(samir, page)) for page in all_pages(samir)}
    more_rows(7)
    many = {page.name: len(queries_of(samir, page)) for page in all_pages(samir)}
    assert {name: many[name] for name in few} == few
    assert max(many.values()) < 40


def test_no_query_counts_or_deduplicates_all_rows(samir, three_rows_per_list):
    more_rows(4)
    lists = [page for page in all_pages(samir) if page.kind != "start"]
    queries = [each for page in lists for each in queries_of(samir, page)]
    assert [each for each in queries if "COUNT(" in each and "LIMIT" not in each] == []
    assert [each for each in queries if "DISTINCT" in each] == []


@pytest.mark.plans
def test_every_list_and_search_reads_an_index_in_order(samir, three_rows_per_list):
    more_rows(4)
    for page in all_pages(samir):
        for query in _row_queries(page, queries_of(samir, page)):
            plan = plan_of(query)
            costly = "Sort|Seq Scan"
            if not page.kind.startswith("linked"):
                costly += "|(?<!Join )Filter:"
            found = re.findall(costly, plan)
            assert found == [], f"{page.path}\n{query}\n{plan}"


@pytest.mark.plans
def test_a_filter_by_event_needs_its_own_index(samir):
    page = admin_pages.Page("entry", "filter", f"{AUDIT_LOG}?event={Event.DEVICE_BLOCKED}")
    queries = _row_queries(page, queries_of(samir, page))
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX audit_by_event")
    assert {"Sort" in plan_of(each) for each in queries} == {True}


def _row_queries(page, queries):
    """Return the queries that read or count the rows of a large table."""
    if page.model in SMALL_TABLES or page.kind in ("row", "start"):
        return []
    names = {model._meta.model_name: model._meta.db_table for model in admin.site._registry}
    return [each for each in queries if f'FROM "{names[page.model]}"' in each and "LIMIT" in each]


def plan_of(query):
    """Return PostgreSQL's plan for a table that is so large that only an index is fast."""
    with connection.cursor() as cursor:
        for method in ("seqscan", "sort", "incremental_sort", "bitmapscan"):
            cursor.execute(f"SET LOCAL enable_{method} = off")
        cursor.execute(f"EXPLAIN {query}")
        return "\n".join(line for (line,) in cursor.fetchall())


def test_the_number_of_queries_of_a_customers_page_is_constant(samir, astrid, kodbox):
    page = admin_pages.Page("account", "row", f"/personal/accounts/account/{astrid.pk}/change/")
    page.open(samir)
    assert len(queries_of(samir, page)) == CUSTOMER_PAGE_QUERIES
    for name in ("karin", "kjell"):
        actor = Actor(staff.hire(name, "kundservice")[0].pk)
        orders.place(astrid.pk, "post", actor)
        orders.cancel(Order.objects.get(state=Order.State.IDENTIFIED, owner=astrid), actor)
        people.block(people.give(astrid))
    assert len(queries_of(samir, page)) == CUSTOMER_PAGE_QUERIES


def test_the_number_of_queries_of_a_device_page_is_constant(samir):
    device = Device.objects.exclude(state=State.IN_STOCK).latest("serial")
    page = admin_pages.Page("device", "row", f"{DEVICES}{device.pk}/change/")
    page.open(samir)
    few = len(queries_of(samir, page))
    for name in ("karin", "kjell"):
        employee = staff.hire(name, "kundservice")[0]
        device.transitions.create(
            before=State.ACTIVE, after=State.BLOCKED, actor=employee, reason="test"
        )
    assert len(queries_of(samir, page)) == few


def test_a_device_page_shows_only_the_newest_events(samir, monkeypatch):
    device = Device.objects.exclude(owner=None).latest("serial")
    for event in (Event.DEVICE_BLOCKED, Event.DEVICE_LOST):
        audit_log.append(event, device.owner_id, device_serial=device.serial)
    monkeypatch.setattr(devices, "MAX_EVENTS", 1)
    page = samir.get(f"{DEVICES}{device.pk}/change/").text
    assert str(Event.DEVICE_LOST.label) in page
    assert str(Event.DEVICE_BLOCKED.label) not in page
