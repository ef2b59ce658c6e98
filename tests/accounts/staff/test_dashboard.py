"""The dashboard on the staff's start page: permissions, figures, charts and queries."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import ordering
from accounts.models import Account
from accounts.staff.dashboard import PARTS, dashboard_parts
from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.request_context import Actor, RequestContext
from hembanken.staff import queues
from hembanken.staff.models import Proposal
from hembanken.staff.roles import PERMISSIONS, Role
from kodbox import orders
from kodbox.models import Device, Order
from tests import people, staff

pytestmark = pytest.mark.django_db
START = "/personal/"
ALL = {"orders", "proposals", "hours", "supply", "expiry", "batches"}
MAX_STATEMENTS = 13


def account_of(username):
    return Account.objects.get(username=username)


def order(number, *, identified=False):
    """Return the order of a new customer."""
    customer = people.new_customer(number, "Kund")
    ordering.order(customer, "post", RequestContext(), identified=identified)
    return Order.objects.get(owner=customer)


def parts_seen(client):
    """Return the names of the parts that the start page shows."""
    context = client.get(START).context
    return {part for part in ALL if context.get(part) is not None}


def figures(parts):
    """Yield the label, the count and the list of each figure with a link."""
    for queue in (*parts["orders"], *parts["proposals"]):
        yield queue.label, queue.count, queue.url
    yield "expiring", parts["expiry"][0].count, parts["expiry"][1]


def fill_every_queue(username):
    """Add an order to each queue, a kodbox that expires soon, and an open and an old proposal."""
    me, soon = account_of(username), timezone.now() + timedelta(days=30)
    order(people.BO)
    order(people.CECILIA, identified=True)
    orders.take(order(people.NOBODY, identified=True), Actor(me.pk))
    orders.record_dispatched(people.give(people.new_customer("199303252390", "Elsa")).device)
    Device.objects.filter(owner__name="Elsa").update(expires_at=soon)
    at_branch = {"state": "dispatched", "delivery": "branch", "letter_printed_by": me}
    collected = people.give(people.new_customer("199011032399", "Frida")).device
    Order.objects.create(owner_id=collected.owner_id, device=collected, **at_branch)
    proposal = {"model": "kodbox.device", "row": "1", "action": "x", "made_by": me}
    Proposal.objects.create(**proposal)
    Proposal.objects.create(**proposal, expires_at=timezone.now() - timedelta(hours=1))


@pytest.mark.row("F8")
def test_the_search_for_a_customer_comes_first_and_uses_post(karin, astrid):
    page = karin.get(START).text
    main = page[page.index("<main") :]
    form, path = re.search(r'(<form [^>]*method="post"[^>]*action="([^"]*)")', main).groups()
    assert main.index(form) < main.index("<h2")
    found = karin.post(path, {"text": people.ASTRID})
    assert found.context["found"] == [astrid]


@pytest.mark.row("I4")
def test_each_role_sees_its_parts_and_staff_without_a_role_see_none(karin, samir):
    assert parts_seen(samir) == ALL
    assert parts_seen(karin) == ALL - {"proposals"}
    staff.remove_role("karin")
    assert parts_seen(karin) == set()
    assert 'name="text"' not in karin.get(START).text


@pytest.mark.row("I4")
@pytest.mark.parametrize("permission", PARTS)
def test_each_part_needs_its_permission(permission, samir, monkeypatch):
    monkeypatch.setitem(PERMISSIONS, Role.SAKERHET, PERMISSIONS[Role.SAKERHET] - {permission})
    assert parts_seen(samir) == ALL - set(PARTS[permission])


def test_each_figure_is_the_number_of_rows_in_its_list(samir):
    fill_every_queue("samir")
    for label, count, url in figures(dashboard_parts(account_of("samir"), timezone.now())):
        assert count == samir.get(url).context["cl"].result_count == 1, label


def test_a_queue_is_counted_up_to_a_maximum(samir, monkeypatch):
    monkeypatch.setattr(queues, "MAX_COUNTED", 1)
    for number in (people.BO, people.CECILIA, people.ASTRID):
        order(number)
    (queue, *_rest) = dashboard_parts(account_of("samir"), timezone.now())["orders"]
    assert (queue.count, queue.is_long) == (2, True)


def statements_of(staff_member):
    """Return the SQL statements of the dashboard."""
    with CaptureQueriesContext(connection) as statements:
        dashboard_parts(staff_member, timezone.now())
    return [statement["sql"] for statement in statements]


def test_the_number_of_statements_does_not_depend_on_the_number_of_rows(samir, astrid):
    me = account_of("samir")
    assert len(statements_of(me)) == MAX_STATEMENTS
    fill_every_queue("samir")
    for _ in range(5):
        audit_log.append(Event.LOGIN_COMPLETED, astrid.pk)
        audit_log.append_failure([Event.CODE_REFUSED, Event.LOCKED_OUT], None)
    assert len(statements_of(me)) == MAX_STATEMENTS


@pytest.mark.plans
def test_no_figure_scans_a_large_table(samir):
    statements, plans = statements_of(account_of("samir")), []
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute("DROP INDEX audit_by_time")  # With few rows, PostgreSQL may use it.
        for statement in statements:
            cursor.execute(f"EXPLAIN {statement}")
            plans.append("\n".join(line for (line,) in cursor.fetchall()))
    large = "audit_entry|kodbox_device|kodbox_order"
    assert not [plan for plan in plans if re.search(rf"Seq Scan on ({large})", plan)]
    used = set(re.findall(rf"Scan (?:Backward )?using (\w+) on (?:{large})", "\n".join(plans)))
    assert used >= {
        "audit_logins",
        "audit_by_event",
        "device_in_stock",
        "device_by_dispatch",
        "device_held_by_expiry",
        "order_letter_waits",
    }
    assert used & {"order_one_open_each", "order_by_state"}  # Both suit an open order.


def test_each_chart_has_a_text_alternative(samir, astrid):
    audit_log.append(Event.LOGIN_COMPLETED, astrid.pk)
    page = samir.get(START).text
    charts = re.findall(r"<svg class=\"chart\"([^>]*)>", page)
    assert len(charts) == 5
    assert all('role="img"' in chart for chart in charts)
    assert re.search(r'aria-label="Inloggningar: 1, flest \d\d–\d\d \(1\)\."', charts[0])
    assert 'aria-label="Stopp: inga."' in charts[3]


def test_the_supply_states_when_the_stock_runs_out(samir, astrid):
    assert "Lagret är slut." in samir.get(START).text
    for _ in range(3):
        people.new_kodbox()
    Device.objects.exclude(owner=None).update(dispatched_at=timezone.now() - timedelta(days=60))
    assert "Inga har gått åt de senaste fyra veckorna." in samir.get(START).text
    people.give(astrid)
    page = samir.get(START).text
    assert "Räcker till omkring" in page
    assert "Varning" not in page
    Device.objects.exclude(owner=None).update(dispatched_at=timezone.now())
    Device.objects.filter(owner=None).first().delete()
    assert "Varning: räcker i mindre än 30 dagar." in samir.get(START).text
