"""Closing a customer ends all access at once; the retention time ends in erasure."""

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
from tests.forms import submit
from tests.staff import offered, perform

pytestmark = pytest.mark.django_db
DAY = 86_400
RETENTION_SECONDS = 5 * 365.25 * DAY


@pytest.fixture
def closed(logged_in, karin, astrid):
    """Astrid, closed while she was logged in and had ordered a kodbox."""
    astrid.encrypt_contact({"street": "Storgatan 1", "email": "astrid@bank.example"})
    Account.objects.filter(pk=astrid.pk).update(contact=astrid.contact)
    ordering.order(astrid, "post", RequestContext(), identified=True)
    perform(karin, astrid, "avsluta", reason="Kunden lämnar banken")
    astrid.refresh_from_db()
    return astrid


@pytest.fixture
def erased(closed, pass_time):
    """Astrid, a day after her retention time."""
    pass_time(RETENTION_SECONDS + DAY)
    call_command("housekeeping")
    closed.refresh_from_db()
    return closed


@pytest.mark.row("S12", "S15")
def test_a_closed_customer_cannot_use_a_session_or_a_credential(closed, logged_in, kodbox):
    assert logged_in.get("/hem/").status_code == 302
    client = Client()
    by_password = {"number": people.ASTRID, "password": people.PASSWORD}
    assert submit(client, "/logga-in/", by_password).status_code == 200
    by_code = {"number": people.ASTRID, "code": kodbox.press()}
    assert submit(client, "/nytt-losenord/", by_code).status_code == 200
    assert kodbox.state() == State.RETIRED
    assert Order.objects.get().state == Order.State.CANCELLED


def test_a_closed_customer_is_found_and_can_only_be_reopened_by_sakerhet(closed, karin, samir):
    assert search.find(people.ASTRID) == [closed]
    assert offered(karin, closed) == []
    assert offered(samir, closed) == ["ateruppta"]


def test_closing_is_recorded_with_actor_and_reason_and_happens_once(closed):
    entry = Entry.objects.get(event="agreement:closed")
    assert (entry.account_id, entry.detail) == (closed.pk, "Kunden lämnar banken")
    assert Account.objects.get(pk=entry.actor_id).username == "karin"
    with pytest.raises(closing.ClosingRefused, match="redan avslutad"):
        closing.close(closed, Actor(closed.pk))


def test_two_people_reopen_a_customer_who_has_no_password_or_kodbox(closed, samir):
    perform(samir, closed, "ateruppta", reason="Avslutad av misstag")
    assert not Account.objects.get(pk=closed.pk).may_log_in
    perform(staff.hire_and_log_in("sofia", "sakerhet"), Proposal.objects.get(), "godkann")
    closed.refresh_from_db()
    assert closed.may_log_in
    assert not closed.has_usable_password()
    assert "bestall" in offered(samir, closed)


def test_personal_data_is_erased_after_the_retention_time_and_not_before(closed, samir, pass_time):
    perform(samir, closed, "ateruppta", reason="Avslutad av misstag")
    submit(Client(), "/logga-in/", {"number": people.ASTRID, "password": "9513"})
    pass_time(RETENTION_SECONDS - DAY)
    assert closing.erase_due() == 0
    pass_time(2 * DAY)
    assert closing.erase_due() == 1
    closed.refresh_from_db()
    assert (closed.name, closed.contact) == ("", None)
    assert not Identifier.objects.filter(account=closed).exists()
    assert not FailedAttempts.objects.filter(failures__gt=0).exists()
    assert not Message.objects.filter(account_id=closed.pk).exists()
    assert "Astrid" not in Proposal.objects.get().summary
    assert search.find(people.ASTRID) == []


def test_the_audit_log_of_an_erased_customer_is_kept_and_verifies(erased):
    assert dict(Verification().faults()) == {}
    events = Entry.objects.filter(account_id=erased.pk).values_list("event", flat=True)
    assert {"agreement:closed", "agreement:erased"} <= set(events)


def test_the_page_of_an_erased_customer_says_so_and_offers_no_action(erased):
    samir = staff.hire_and_log_in("samir", "sakerhet")
    assert "raderad" in staff.page(samir, erased).text
    assert offered(samir, erased) == []
    with pytest.raises(closing.ClosingRefused):
        closing.reopen(erased, Actor(erased.pk))


def test_a_reopened_customer_is_not_erased(closed, pass_time):
    closing.reopen(closed, Actor(closed.pk))
    pass_time(RETENTION_SECONDS + DAY)
    assert closing.erase_due() == 0


def test_a_customer_reopened_at_the_same_time_is_not_erased(closed, pass_time, monkeypatch):
    real = closing._erase

    def reopen_first(account):
        Account.objects.filter(pk=account.pk).update(is_active=True, closed_at=None)
        return real(account)

    monkeypatch.setattr(closing, "_erase", reopen_first)
    pass_time(RETENTION_SECONDS + DAY)
    assert closing.erase_due() == 0
    assert Account.objects.get(pk=closed.pk).name == "Astrid Avtal"
