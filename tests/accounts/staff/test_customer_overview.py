"""The staff's search for a customer, the overview of one, and the staff actions on it."""

import pytest
from django.test import Client

from accounts.credentials import passwords
from accounts.customers import search
from accounts.models import Account, FailedAttempts
from hembanken.audit import audit_log
from hembanken.audit.models import Entry
from hembanken.staff.models import Proposal
from kodbox.models import Order, State
from tests import people, staff
from tests.forms import submit
from tests.staff import offered, perform

pytestmark = pytest.mark.django_db
FIND = "/personal/accounts/account/"
BY_PASSWORD = {"number": people.ASTRID, "password": people.PASSWORD}


def found(client, text):
    """Return the names that a search finds."""
    return [str(customer) for customer in submit(client, FIND, {"text": text}).context["found"]]


def fail(times, client=None):
    """Enter a wrong password for Astrid, so many times."""
    for _ in range(times):
        (client or Client()).post("/logga-in/", BY_PASSWORD | {"password": "9513"})


def test_a_customer_is_found_by_serial_and_by_prefix_of_the_name(karin, astrid, kodbox, bo):
    assert found(karin, kodbox.device.serial) == ["Astrid Avtal"]
    assert found(karin, "astr") == ["Astrid Avtal"]
    for text in ("ingen", "karin", people.new_kodbox().device.serial):
        assert found(karin, text) == []


def test_the_first_results_of_a_long_search_are_shown_in_order(karin, monkeypatch):
    monkeypatch.setattr(search, "MAX_RESULTS", 2)
    for index, name in enumerate(("Olof Ö", "olof Ek", "Olof Alm", "Olo", "Olr", "Eva Olofsson")):
        people.new_customer(people.kundnummer(index), name)
    assert found(karin, "oLOF") == ["Olof Alm", "olof Ek"]
    assert "Bara de 2 första visas." in submit(karin, FIND, {"text": "Olof"}).text
    assert "första visas." not in submit(karin, FIND, {"text": "Olof A"}).text


@pytest.mark.row("F8")
def test_the_results_mask_the_number_and_no_url_holds_it(karin, astrid):
    table = submit(karin, FIND, {"text": people.ASTRID}).text.split("<tbody>")[-1]
    assert "850520-••••" in table
    assert "2385" not in table
    assert karin.get(f"{FIND}?q={people.ASTRID}").context["found"] == []


@pytest.mark.row("D12", "I1")
def test_the_overview_shows_the_state_and_no_secret_and_is_recorded(karin, astrid, kodbox):
    fail(2)
    page = staff.page(karin, astrid).text
    for text in ("8505202385", "gäller", "personligt", kodbox.device.serial, "fel siffror"):
        assert text in page
    assert people.PASSWORD not in page
    assert astrid.password not in page
    entry = Entry.objects.get(event="staff:viewed_customer")
    assert entry.account_id == astrid.pk
    assert Account.objects.get(pk=entry.actor_id).username == "karin"


@pytest.mark.row("C13")
def test_the_overview_links_to_blocking_a_kodbox_that_is_not_blocked(karin, astrid, kodbox):
    block = f"/personal/kodbox/device/{kodbox.device.pk}/sparra/"
    assert block in staff.page(karin, astrid).text
    people.block(kodbox)
    assert block not in staff.page(karin, astrid).text


def test_the_overview_shows_the_true_reason_of_each_refusal(karin, astrid, kodbox):
    used = kodbox.press()
    people.use_code(astrid, used)
    for code in ("12345678", used, kodbox.code_at(301)):
        submit(Client(), "/nytt-losenord/", {"number": people.ASTRID, "code": code})
    people.block(kodbox)
    submit(Client(), "/nytt-losenord/", {"number": people.ASTRID, "code": kodbox.code_at(1)})
    perform(karin, astrid, "sparra-avtal")
    submit(Client(), "/logga-in/", BY_PASSWORD)
    fail(1)
    page = staff.page(karin, astrid).text
    for reason in (
        "fel siffror",
        "koden var redan använd",
        "300 koder före banken",
        "kod från en kodbox som inte är i bruk",
        "avtalet är spärrat",
        "Spärrad en stund efter för många fel",
    ):
        assert reason in page


def test_two_people_unblock_an_agreement(samir, astrid):
    perform(samir, astrid, "sparra-avtal", reason="Stulen")
    perform(samir, astrid, "oppna-avtal", reason="Identifierad på kontor")
    assert not Account.objects.get(pk=astrid.pk).may_log_in
    sofia = staff.hire_and_log_in("sofia", "sakerhet")
    perform(sofia, Proposal.objects.get(), "godkann")
    assert Account.objects.get(pk=astrid.pk).may_log_in


@pytest.mark.row("E9", "S15")
def test_staff_end_a_customers_sessions(karin, logged_in, astrid):
    perform(karin, astrid, "logga-ut", reason="Kunden bad om det")
    assert logged_in.get("/hem/").status_code == 302
    actor_id = Entry.objects.get(event="session:ended_everywhere").actor_id
    assert Account.objects.get(pk=actor_id).username == "karin"


@pytest.mark.row("B9")
def test_only_sakerhet_unlocks_a_permanent_lockout(karin, samir, astrid, client):
    FailedAttempts.objects.create(key=bytes(astrid.identifier.index), failures=99)
    fail(1)
    assert "spärrat tills Säkerhet" in staff.page(karin, astrid).text
    reason = {"reason": "Identifierad på kontor", "more": "körkort"}
    assert perform(karin, astrid, "hav-sparr", **reason).status_code == 403
    assert perform(karin, astrid, "hav-stopp", **reason).status_code == 403
    perform(samir, astrid, "hav-sparr", **reason)
    assert submit(client, "/logga-in/", BY_PASSWORD).status_code == 302
    assert Entry.objects.get(event="staff:unlocked").detail.endswith("körkort")


@pytest.mark.row("A5", "D12")
def test_requiring_a_new_password_voids_the_old_one_and_ends_sessions(karin, logged_in, astrid):
    perform(karin, astrid, "nytt-losenord", reason="Misstänkt missbruk")
    assert logged_in.get("/hem/").status_code == 302
    assert not Account.objects.get(pk=astrid.pk).has_usable_password()
    assert "nytt-losenord" not in offered(karin, astrid)


def test_kundservice_orders_a_kodbox_for_a_customer(karin, astrid):
    perform(karin, astrid, "bestall", delivery="branch")
    order = Order.objects.get()
    assert (order.owner, order.state) == (astrid, "identified")
    assert order.identified_by.username == "karin"
    assert "bestall" not in offered(karin, astrid)


def test_the_overview_shows_a_lockout_of_a_known_browser(karin, logged_in, astrid, kodbox):
    note = "Senaste stoppet gällde en webbläsare"
    submit(logged_in, "/logga-ut/")
    assert note not in staff.page(karin, astrid).text
    fail(5, logged_in)
    assert note in staff.page(karin, astrid).text
    people.log_in(Client(), people.ASTRID, people.PASSWORD, kodbox)
    assert note not in staff.page(karin, astrid).text
    fail(5)
    assert "stoppat till" in staff.page(karin, astrid).text
    assert note not in staff.page(karin, astrid).text


@pytest.mark.row("B9")
def test_kundservice_unlocks_a_temporary_lockout(karin, astrid, client):
    fail(5)
    assert submit(client, "/logga-in/", BY_PASSWORD).status_code == 200
    perform(karin, astrid, "hav-stopp")
    assert submit(client, "/logga-in/", BY_PASSWORD).status_code == 302


def test_a_protected_identity_is_shown_only_with_its_permission(karin, samir, astrid):
    astrid.encrypt_contact({"name": "Astrid Hemlig", "street": "Hemliga gatan 1"})
    Account.objects.filter(pk=astrid.pk).update(name="", is_protected=True, contact=astrid.contact)
    assert found(karin, "Astrid") == []
    for detail in ("Astrid Hemlig", "Hemliga gatan", "8505202385"):
        assert detail not in staff.page(karin, astrid).text
        assert detail in staff.page(samir, astrid).text


def test_orders_of_a_protected_identity_need_the_permission_to_see_it(karin, samir, astrid):
    Account.objects.filter(pk=astrid.pk).update(is_protected=True)
    assert perform(karin, astrid, "bestall", delivery="branch").status_code == 403
    perform(samir, astrid, "bestall", delivery="branch")
    order = Order.objects.get()
    assert offered(karin, order) == []
    assert perform(karin, order, "ta").status_code == 403
    assert offered(samir, order) == ["ta", "avbryt"]


@pytest.mark.row("C13")
def test_every_role_may_block_the_kodbox_of_a_protected_identity(karin, astrid, kodbox):
    Account.objects.filter(pk=astrid.pk).update(is_protected=True)
    perform(karin, kodbox.device, "sparra")
    assert kodbox.state() == State.BLOCKED


def test_the_overview_says_that_a_password_is_temporary_without_showing_it(karin, astrid):
    temporary = passwords.issue_temporary(astrid, audit_log.NO_CONTEXT)
    page = staff.page(karin, astrid).text
    assert "temporärt" in page
    assert f">{temporary}<" not in page
