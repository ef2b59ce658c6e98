"""The audit log in the staff's pages: what it tells, and what it can be asked for."""

import pytest
from django.test import Client

from accounts.models import Account
from hembanken.audit.events import Event
from hembanken.audit.models import Entry
from tests import people, staff

pytestmark = pytest.mark.django_db
JOURNAL = "/personal/audit/entry/"


@pytest.fixture
def samir(db):
    return staff.at_work("samir", "sakerhet")


def shown(client, asked=""):
    return client.get(JOURNAL + asked).context["cl"].result_list


def test_an_event_tells_whom_why_and_by_whom_and_leads_to_its_customer(samir, astrid, kodbox):
    staff.act(samir, kodbox.device, "sparra", reason="Stulen")
    page = samir.get(f"{JOURNAL}?event={Event.DEVICE_BLOCKED}").text
    for told in ("Kodbox spärrad", "Stulen", kodbox.device.serial, '<td class="field-by">Samir'):
        assert told in page
    assert f'<a href="/personal/accounts/account/{astrid.pk}/change/">Astrid Avtal</a>' in page


def test_an_event_has_a_page_with_all_that_is_known_of_it(samir, astrid):
    Client().post("/nytt-losenord/", {"number": people.ASTRID, "code": "12345678"})
    refused = Entry.objects.get(event=Event.CODE_REFUSED)
    page = staff.page(samir, refused).text
    for told in ("Astrid Avtal", "fel siffror", "127.0.0.1", refused.correlation_id):
        assert told in page
    assert bytes(refused.mac).hex() not in page


def test_a_protected_identity_is_not_named(samir, astrid):
    astrid.encrypt_contact({"name": "Astrid Hemlig"})
    Account.objects.filter(pk=astrid.pk).update(name="", is_protected=True, contact=astrid.contact)
    page = samir.get(JOURNAL).text
    assert f'<a href="/personal/accounts/account/{astrid.pk}/change/">••••</a>' in page
    assert "Astrid" not in page


def test_what_a_member_of_staff_did_to_themselves_is_no_link(samir):
    row = shown(samir, f"?event={Event.STAFF_LOGGED_IN}")[0]
    assert f"account/{row.account_id}" not in samir.get(JOURNAL).text


def test_the_newest_events_come_first_also_of_one_kind(samir, astrid, bo):
    staff.page(samir, astrid)
    staff.page(samir, bo)
    assert list(shown(samir)) == list(Entry.objects.order_by("-at"))
    looked = shown(samir, f"?event={Event.STAFF_LOOKED}")
    assert [each.account for each in looked] == [bo, astrid]


def test_to_read_the_audit_log_is_no_event(samir, astrid):
    before = Entry.objects.count()
    staff.page(samir, shown(samir)[0])
    assert Entry.objects.count() == before


def test_logins_and_logouts_are_no_kind_to_ask_for(samir, logged_in):
    logged_in.post("/logga-ut/")
    for event in (Event.LOGIN_COMPLETED, Event.LOGGED_OUT):
        assert f'href="?event={event}"'.replace(":", "%3A") not in samir.get(JOURNAL).text
        assert list(shown(samir, f"?event={event}")) == []
    assert {Event.LOGIN_COMPLETED, Event.LOGGED_OUT} <= {each.event for each in shown(samir)}


@pytest.mark.row("F8", "S5")
@pytest.mark.parametrize("asked", ["account_id=1", "address=127.0.0.1", "detail__contains=a"])
def test_the_audit_log_answers_nothing_else(samir, asked):
    assert samir.get(f"{JOURNAL}?{asked}").status_code == 400
    assert "searchbar" not in samir.get(JOURNAL).text
