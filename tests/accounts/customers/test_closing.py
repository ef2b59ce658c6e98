"""Customers who leave: nothing opens any more at once, and nothing names them after the years."""

import pytest
from django.core.management import call_command
from django.test import Client

from accounts import ordering
from accounts.customers import closing, search
from accounts.models import Account, FailedAttempts, Identifier
from hembanken.audit.models import Entry
from hembanken.audit.verification import Verification
from hembanken.outbox.models import Message
from hembanken.request_context import Actor, RequestContext
from hembanken.staff.models import Proposal
from kodbox.models import Order, State
from tests import people, staff
from tests.staff import act, offered

pytestmark = pytest.mark.django_db
YEARS = 5 * 365.25 * 86_400


@pytest.fixture
def karin(db):
    return staff.at_work("karin", "kundservice")


@pytest.fixture
def samir(db):
    return staff.at_work("samir", "sakerhet")


@pytest.fixture
def closed(logged_in, karin, astrid):
    """Astrid, who was logged in and had ordered a kodbox, has left the bank."""
    astrid.encrypt_contact({"street": "Storgatan 1", "email": "astrid@bank.example"})
    Account.objects.filter(pk=astrid.pk).update(contact=astrid.contact)
    ordering.order(astrid, "post", RequestContext(), identified=True)
    act(karin, astrid, "avsluta", reason="Kunden lämnar banken")
    astrid.refresh_from_db()
    return astrid


def housekeeping():
    call_command("housekeeping")


@pytest.mark.row("S12", "S15")
def test_nothing_opens_what_a_customer_had(closed, logged_in, kodbox):
    assert logged_in.get("/hem/").status_code == 302
    client = Client()
    told = {"number": people.ASTRID, "password": people.PASSWORD}
    assert client.post("/logga-in/", told).status_code == 200
    told = {"number": people.ASTRID, "code": kodbox.press()}
    assert client.post("/nytt-losenord/", told).status_code == 200
    assert kodbox.state() == State.RETIRED
    assert Order.objects.get().state == Order.State.CANCELLED


def test_a_closed_customer_is_still_found_and_offered_nothing(closed, karin, samir):
    assert search.find(people.ASTRID) == [closed]
    assert offered(karin, closed) == []
    assert offered(samir, closed) == ["ateruppta"]


def test_closing_is_told_with_who_and_why(closed):
    entry = Entry.objects.get(event="agreement:closed")
    assert (entry.account_id, entry.detail) == (closed.pk, "Kunden lämnar banken")
    assert Account.objects.get(pk=entry.actor_id).username == "karin"


def test_of_two_who_close_at_once_one_is_told(closed):
    with pytest.raises(closing.ClosingRefused, match="redan avslutad"):
        closing.close(closed, Actor(closed.pk))


def test_two_people_take_a_customer_back_who_begins_anew(closed, samir):
    act(samir, closed, "ateruppta", reason="Avslutad av misstag")
    assert not Account.objects.get(pk=closed.pk).may_log_in
    act(staff.at_work("sofia", "sakerhet"), Proposal.objects.get(), "godkann")
    closed.refresh_from_db()
    assert closed.may_log_in
    assert not closed.has_usable_password()
    assert "bestall" in offered(samir, closed)


def test_nothing_is_erased_before_its_time(closed, pass_time):
    pass_time(YEARS - 86_400)
    housekeeping()
    assert search.find(people.ASTRID) == [closed]


def test_what_named_a_customer_is_gone_after_the_retention_time(closed, samir, pass_time):
    act(samir, closed, "ateruppta", reason="Avslutad av misstag")
    Client().post("/logga-in/", {"number": people.ASTRID, "password": "9513"})
    pass_time(YEARS + 86_400)
    housekeeping()
    closed.refresh_from_db()
    assert (closed.name, closed.contact) == ("", None)
    assert not Identifier.objects.filter(account=closed).exists()
    assert not FailedAttempts.objects.filter(failures__gt=0).exists()
    assert not Message.objects.filter(account_id=closed.pk).exists()
    assert "Astrid" not in Proposal.objects.get().summary
    assert search.find(people.ASTRID) == []


def test_the_audit_log_of_an_erased_customer_verifies(closed, pass_time):
    before = Entry.objects.filter(account_id=closed.pk).count()
    pass_time(YEARS + 86_400)
    housekeeping()
    assert dict(Verification().faults()) == {}
    assert Entry.objects.filter(account_id=closed.pk).count() == before + 1


def test_the_page_of_an_erased_customer_says_so_and_offers_nothing(closed, pass_time):
    pass_time(YEARS + 86_400)
    housekeeping()
    samir = staff.at_work("sofia", "sakerhet")
    assert "raderad" in staff.page(samir, closed).text
    assert offered(samir, closed) == []
    with pytest.raises(closing.ClosingRefused):
        closing.reopen(closed, Actor(closed.pk))


def test_the_number_of_an_erased_customer_may_be_registered_anew(closed, pass_time):
    pass_time(YEARS + 86_400)
    housekeeping()
    assert people.new_customer(people.ASTRID, "Astrid Åter").pk != closed.pk


def test_who_was_taken_back_is_not_erased(closed, pass_time):
    closing.reopen(closed, Actor(closed.pk))
    pass_time(YEARS + 86_400)
    housekeeping()
    assert Account.objects.get(pk=closed.pk).name == "Astrid Avtal"


def test_who_is_taken_back_in_the_very_moment_is_not_erased(closed, pass_time, monkeypatch):
    real = closing._erase

    def taken_back_first(account):
        Account.objects.filter(pk=account.pk).update(is_active=True, closed_at=None)
        return real(account)

    monkeypatch.setattr(closing, "_erase", taken_back_first)
    pass_time(YEARS + 86_400)
    assert closing.erase_due() == 0
    assert Account.objects.get(pk=closed.pk).name == "Astrid Avtal"
