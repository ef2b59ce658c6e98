"""One customer on one page, for staff: found by POST, seen at a glance, helped by acts."""

import pytest
from django.test import Client

from accounts.credentials import passwords
from accounts.customers import search
from accounts.models import PERMANENTLY, Account, FailedAttempts
from hembanken.audit import audit_log
from hembanken.audit.models import Entry
from hembanken.staff.models import Proposal
from kodbox.models import Order, State
from tests import people, staff
from tests.staff import offered, perform

pytestmark = pytest.mark.django_db
FIND = "/personal/accounts/account/"


@pytest.fixture
def karin(db):
    return staff.hire_and_log_in("karin", "kundservice")


@pytest.fixture
def samir(db):
    return staff.hire_and_log_in("samir", "sakerhet")


def found(client, text):
    return [str(each) for each in client.post(FIND, {"text": text}).context["found"]]


def fail(times, client=None):
    for _ in range(times):
        (client or Client()).post("/logga-in/", {"number": people.ASTRID, "password": "9513"})


@pytest.mark.row("F8")
@pytest.mark.parametrize(
    "written", ["8505202385", "850520-2385", "19850520-2385", "1985 05 20 2385", " 198505202385 "]
)
def test_a_customer_is_found_by_a_number_however_it_is_written(karin, astrid, written):
    assert found(karin, written) == ["Astrid Avtal"]


def test_a_customer_is_found_by_serial_and_by_the_beginning_of_a_name(karin, astrid, kodbox, bo):
    assert found(karin, kodbox.device.serial) == ["Astrid Avtal"]
    assert found(karin, "astr") == ["Astrid Avtal"]
    assert found(karin, "ingen") == []


def test_of_a_name_that_many_have_the_first_are_shown_in_order(karin, monkeypatch):
    monkeypatch.setattr(search, "MOST_FOUND", 2)
    for place, name in enumerate(("Olof Ö", "olof Ek", "Olof Alm", "Olo", "Olr", "Eva Olofsson")):
        people.new_customer(people.kundnummer(place), name)
    assert found(karin, "oLOF") == ["Olof Alm", "olof Ek"]
    assert "Bara de 2 första visas." in karin.post(FIND, {"text": "Olof"}).text
    assert "första visas." not in karin.post(FIND, {"text": "Olof A"}).text


def test_staff_and_what_is_in_stock_are_found_by_nobody(karin):
    assert found(karin, "karin") == []
    assert found(karin, people.new_kodbox().device.serial) == []


@pytest.mark.row("F8")
def test_no_number_stands_in_a_url_or_in_a_list(karin, astrid):
    table = karin.post(FIND, {"text": people.ASTRID}).text.split("<tbody>")[-1]
    assert "850520-••••" in table
    assert "2385" not in table
    assert karin.get(f"{FIND}?q={people.ASTRID}").context["found"] == []


@pytest.mark.row("D12")
def test_the_page_answers_at_a_glance_and_shows_no_secret(karin, astrid, kodbox):
    fail(2)
    page = staff.page(karin, astrid).text
    for told in ("8505202385", "gäller", "personligt", kodbox.device.serial, "fel siffror"):
        assert told in page
    assert people.PASSWORD not in page
    assert astrid.password not in page


@pytest.mark.row("C13")
def test_a_block_is_one_click_away_while_the_box_is_in_hand(karin, astrid, kodbox):
    block = f"/personal/kodbox/device/{kodbox.device.pk}/sparra/"
    assert block in staff.page(karin, astrid).text
    people.block(kodbox)
    assert block not in staff.page(karin, astrid).text


@pytest.mark.row("I1")
def test_looking_is_itself_an_event(karin, astrid):
    staff.page(karin, astrid)
    entry = Entry.objects.get(event="staff:looked")
    assert entry.account_id == astrid.pk
    assert Account.objects.get(pk=entry.actor_id).username == "karin"


def test_the_true_reason_of_each_refusal_is_told(karin, astrid, kodbox):
    types = {"number": people.ASTRID}
    used = kodbox.press()
    people.use_code(astrid, used)
    for code in ("12345678", used, kodbox.code_at(301)):
        Client().post("/nytt-losenord/", types | {"code": code})
    people.block(kodbox)
    Client().post("/nytt-losenord/", types | {"code": kodbox.code_at(1)})
    perform(karin, astrid, "sparra-avtal")
    Client().post("/logga-in/", types | {"password": people.PASSWORD})
    fail(1)
    page = staff.page(karin, astrid).text
    for told in (
        "fel siffror",
        "koden var redan använd",
        "300 koder före banken",
        "kod från en kodbox som inte är i bruk",
        "avtalet är spärrat",
        "Spärrad en stund efter för många fel",
    ):
        assert told in page


@pytest.mark.row("S12", "S15")
def test_a_blocked_agreement_ends_sessions_and_closes_the_door(karin, logged_in, astrid):
    perform(karin, astrid, "sparra-avtal", reason="Misstänkt missbruk")
    assert logged_in.get("/hem/").status_code == 302
    assert not Account.objects.get(pk=astrid.pk).may_log_in


def test_a_blocked_agreement_is_opened_by_two(samir, astrid):
    perform(samir, astrid, "sparra-avtal", reason="Stulen")
    perform(samir, astrid, "oppna-avtal", reason="Identifierad på kontor")
    assert not Account.objects.get(pk=astrid.pk).may_log_in
    sofia = staff.hire_and_log_in("sofia", "sakerhet")
    perform(sofia, Proposal.objects.get(), "godkann")
    assert Account.objects.get(pk=astrid.pk).may_log_in


@pytest.mark.row("E9")
def test_staff_end_a_customers_sessions(karin, logged_in, astrid):
    perform(karin, astrid, "logga-ut", reason="Kunden bad om det")
    assert logged_in.get("/hem/").status_code == 302


@pytest.mark.row("B9")
def test_only_sakerhet_releases_what_is_stopped_for_good(karin, samir, astrid, client):
    FailedAttempts.objects.create(key=bytes(astrid.identifier.index), failures=99)
    fail(1)
    assert "spärrat tills Säkerhet" in staff.page(karin, astrid).text
    told = {"reason": "Identifierad på kontor", "more": "körkort"}
    assert perform(karin, astrid, "hav-sparr", **told).status_code == 403
    assert perform(karin, astrid, "hav-stopp", **told).status_code == 403
    perform(samir, astrid, "hav-sparr", **told)
    told = {"number": people.ASTRID, "password": people.PASSWORD}
    assert client.post("/logga-in/", told).status_code == 302
    assert Entry.objects.get(event="staff:unlocked").detail.endswith("körkort")


@pytest.mark.row("A5", "D12")
def test_a_password_that_others_know_is_voided_and_made_anew(karin, logged_in, astrid):
    perform(karin, astrid, "nytt-losenord", reason="Misstänkt missbruk")
    assert logged_in.get("/hem/").status_code == 302
    assert not Account.objects.get(pk=astrid.pk).has_usable_password()
    assert "nytt-losenord" not in offered(karin, astrid)


def test_a_kodbox_is_ordered_for_a_customer_who_calls(karin, astrid):
    perform(karin, astrid, "bestall", delivery="branch")
    order = Order.objects.get()
    assert (order.owner, order.state, order.identified_by.username) == (
        astrid,
        "identified",
        "karin",
    )
    assert "bestall" not in offered(karin, astrid)


def test_a_stop_of_a_browser_that_the_customer_knows_is_told_though_the_number_has_none(
    karin, logged_in, astrid, kodbox
):
    told = "Senaste stoppet gällde en webbläsare"
    logged_in.post("/logga-ut/")
    assert told not in staff.page(karin, astrid).text
    fail(5, logged_in)
    assert told in staff.page(karin, astrid).text
    people.log_in(Client(), people.ASTRID, people.PASSWORD, kodbox)
    assert told not in staff.page(karin, astrid).text
    fail(5)
    assert "stoppat till" in staff.page(karin, astrid).text
    assert told not in staff.page(karin, astrid).text


@pytest.mark.row("B9")
def test_kundservice_releases_a_stop_that_ends_by_itself(karin, astrid, client):
    fail(5)
    told = {"number": people.ASTRID, "password": people.PASSWORD}
    assert client.post("/logga-in/", told).status_code == 200
    perform(karin, astrid, "hav-stopp")
    assert client.post("/logga-in/", told).status_code == 302


def test_each_role_is_offered_what_it_may_do(karin, samir, astrid):
    FailedAttempts.objects.create(
        key=bytes(astrid.identifier.index),
        failures=100,
        locked_until=PERMANENTLY,
    )
    kundservice = ["sparra-avtal", "logga-ut", "nytt-losenord", "bestall", "avsluta"]
    assert offered(karin, astrid) == kundservice
    assert set(offered(samir, astrid)) == {*kundservice, "hav-sparr"}


def test_a_protected_identity_is_shown_only_with_a_permission_of_its_own(karin, samir, astrid):
    astrid.encrypt_contact({"name": "Astrid Hemlig", "street": "Hemliga gatan 1"})
    Account.objects.filter(pk=astrid.pk).update(name="", is_protected=True, contact=astrid.contact)
    assert found(karin, "Astrid") == []
    for told in ("Astrid Hemlig", "Hemliga gatan", "8505202385"):
        assert told not in staff.page(karin, astrid).text
        assert told in staff.page(samir, astrid).text


def test_orders_of_a_protected_identity_are_handled_by_who_may_see_it(karin, samir, astrid):
    Account.objects.filter(pk=astrid.pk).update(is_protected=True)
    assert perform(karin, astrid, "bestall", delivery="branch").status_code == 403
    perform(samir, astrid, "bestall", delivery="branch")
    order = Order.objects.get()
    assert offered(karin, order) == []
    assert perform(karin, order, "ta").status_code == 403
    assert offered(samir, order) == ["ta", "avbryt"]


@pytest.mark.row("C13")
def test_the_kodbox_of_a_protected_identity_is_blocked_by_anybody_who_takes_the_call(
    karin, astrid, kodbox
):
    Account.objects.filter(pk=astrid.pk).update(is_protected=True)
    perform(karin, kodbox.device, "sparra")
    assert kodbox.state() == State.BLOCKED


def test_a_customer_page_is_for_staff_with_the_right_alone(logged_in, astrid):
    path = f"{FIND}{astrid.pk}/change/"
    assert logged_in.get(path).status_code == 302
    nobody = staff.hire_and_log_in("nils", "kundservice")
    staff.remove_role("nils")
    assert nobody.get(path).status_code == 403
    assert nobody.post(FIND, {"text": people.ASTRID}).status_code == 403


@pytest.mark.row("S5")
def test_a_posted_customer_form_changes_nothing(samir, astrid):
    path = f"{FIND}{astrid.pk}/change/"
    assert samir.post(path, {"name": "Ny", "password": "x", "is_staff": "on"}).status_code == 403
    assert Account.objects.get(pk=astrid.pk).name == "Astrid Avtal"


def test_a_temporary_password_is_named_as_one_and_never_shown(karin, astrid):
    temporary = passwords.issue_temporary(astrid, audit_log.NO_CONTEXT)
    page = staff.page(karin, astrid).text
    assert "temporärt" in page
    assert f">{temporary}<" not in page
