"""Staff actions that one person proposes and another one approves."""

import pytest
from django.db import IntegrityError, transaction

from accounts.customers import agreements
from hembanken.audit.models import Entry
from hembanken.request_context import Actor
from hembanken.staff import admin
from hembanken.staff.actions import ActionRefused
from hembanken.staff.models import Proposal
from kodbox.models import State
from tests import people, staff
from tests.staff import offered, perform

pytestmark = pytest.mark.django_db
REASON = {"reason": "Spärrad av misstag"}
HOURS = 3_600


@pytest.fixture
def samir(db):
    return staff.hire_and_log_in("samir", "sakerhet")


@pytest.fixture
def sofia(db):
    return staff.hire_and_log_in("sofia", "sakerhet")


@pytest.fixture
def proposal(samir, kodbox):
    """Samir's proposal to unblock Astrid's kodbox."""
    people.block(kodbox)
    perform(samir, kodbox.device, "hav-sparr", **REASON)
    return Proposal.objects.get()


def test_an_approval_by_another_person_performs_the_action(proposal, sofia, kodbox):
    perform(sofia, proposal, "godkann")
    assert kodbox.state() == State.ACTIVE
    proposal.refresh_from_db()
    assert (proposal.decision, proposal.decided_by.username) == ("approved", "sofia")
    entry = Entry.objects.filter(event="device:activated").latest("at")
    assert (entry.actor_id, entry.detail) == (proposal.decided_by_id, REASON["reason"])


def test_the_maker_neither_sees_nor_can_post_the_approval(proposal, samir, kodbox):
    assert offered(samir, proposal) == ["avsla"]
    assert perform(samir, proposal, "godkann").status_code == 403
    assert kodbox.state() == State.BLOCKED


def test_an_approval_by_the_maker_is_refused_by_the_domain(proposal, kodbox):
    with pytest.raises(ActionRefused), transaction.atomic():
        admin.approve(proposal, Actor(proposal.made_by_id))
    assert kodbox.state() == State.BLOCKED


def test_the_row_says_what_waits_until_it_is_decided(proposal, samir, sofia, kodbox):
    waits = "Väntar på beslut av en kollega: Häv spärren: "
    assert waits in staff.page(samir, kodbox.device).text
    perform(sofia, proposal, "godkann")
    assert waits not in staff.page(samir, kodbox.device).text


def test_the_page_of_a_customer_says_what_waits(samir, astrid):
    agreements.block(astrid, Actor(astrid.pk, "Stulen"))
    perform(samir, astrid, "oppna-avtal")
    assert "Väntar på beslut av en kollega: Öppna" in staff.page(samir, astrid).text


def test_an_approval_is_used_once(proposal, sofia, kodbox):
    perform(sofia, proposal, "godkann")
    people.block(kodbox)
    assert perform(sofia, proposal, "godkann").status_code == 403
    assert kodbox.state() == State.BLOCKED


def test_a_proposal_expires_after_a_day_and_can_be_made_again(proposal, sofia, kodbox, pass_time):
    pass_time(24 * HOURS + 1)
    device = people.give(staff.Account.objects.get(username="sofia"), active=True)
    fresh = staff.log_in("sofia", device)
    assert offered(fresh, proposal) == []
    assert perform(fresh, proposal, "godkann").status_code == 403
    assert kodbox.state() == State.BLOCKED
    perform(fresh, kodbox.device, "hav-sparr", **REASON)
    assert Proposal.objects.count() == 2


def test_an_action_with_an_open_proposal_is_not_proposed_again(proposal, samir, sofia, kodbox):
    again = perform(sofia, kodbox.device, "hav-sparr", **REASON)
    assert "Det är redan föreslaget och väntar på beslut." in again.text
    assert Proposal.objects.get() == proposal
    perform(samir, proposal, "avsla", reason="Fel åtgärd")
    perform(sofia, kodbox.device, "hav-sparr", **REASON)
    assert Proposal.objects.latest("pk").made_by.username == "sofia"


def test_of_two_concurrent_decisions_the_first_counts(proposal, sofia, kodbox, monkeypatch):
    decide = admin._decide

    def decide_second(*args):
        Proposal.objects.update(decision="refused", decided_by=proposal.made_by)
        decide(*args)

    monkeypatch.setattr(admin, "_decide", decide_second)
    perform(sofia, proposal, "godkann")
    assert kodbox.state() == State.BLOCKED


def test_an_action_that_is_no_longer_possible_is_not_approved(proposal, sofia, kodbox):
    kodbox.device.refresh_from_db()
    staff.take_out_of_use(kodbox, State.RETURNED)
    perform(sofia, proposal, "godkann")
    proposal.refresh_from_db()
    assert (kodbox.state(), proposal.decision) == (State.RETURNED, "")


def test_the_database_refuses_an_approval_by_the_maker(proposal):
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.update(decision="approved", decided_by=proposal.made_by)


def test_the_customers_audit_log_has_the_proposal_and_its_refusal(proposal, samir, astrid):
    proposed = Entry.objects.get(event="staff:proposed")
    assert (proposed.account_id, proposed.actor_id) == (astrid.pk, proposal.made_by_id)
    assert proposed.detail == "Häv spärren: Spärrad av misstag"
    perform(samir, proposal, "avsla", reason="Fel åtgärd")
    refused = Entry.objects.get(event="staff:proposal_refused")
    assert (refused.account_id, refused.detail) == (astrid.pk, "Häv spärren: Fel åtgärd")
