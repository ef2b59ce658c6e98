"""Börja om: a person of the demonstration is put back to the beginning, and nothing is rewound."""

import pytest
from django.test import Client

from accounts.models import Acceptance, Account, FailedAttempts
from hembanken.audit.events import Event
from hembanken.audit.models import Entry
from kodbox.models import Device, State
from tests.hembanken.demonstration.conftest import BY_NAME, log_in

LOGIN, RESTART = "/logga-in/", "/demo/borja-om/"


def restart(name, client=None):
    return (client or Client()).post(RESTART, {"number": BY_NAME[name].number})


@pytest.fixture
def changed(bank_people):
    """Astrid, whose password is no longer the one that the page showed."""
    entry = bank_people("Astrid")
    account = Account.objects.get(pk=entry["account"])
    account.set_password("6172")
    account.save(update_fields=["password"])
    return entry


def test_the_person_logs_in_as_at_the_beginning(changed, bank_people, client):
    response = restart("Astrid", client)
    assert response.url == "/demo/"
    assert "Astrid Avtal börjar om från början." in client.get("/demo/").text
    assert log_in(bank_people("Astrid"), Client()).redirect_chain[-1][0] == "/hem/"


def test_the_kodbox_is_a_new_one_and_no_counter_goes_back(changed, bank_people):
    (before,) = Device.objects.filter(owner=changed["account"])
    restart("Astrid")
    after = Device.objects.get(serial=bank_people("Astrid")["kodboxes"][0]["serial"])
    before.refresh_from_db()
    assert after.serial != before.serial
    assert (before.state, before.counter) == (State.RETIRED, 1)
    assert after.state == State.ACTIVE


def test_the_audit_log_of_the_earlier_account_stays(changed):
    earlier = list(Entry.objects.filter(account_id=changed["account"]).values_list("pk", flat=True))
    restart("Astrid")
    entries = Entry.objects.filter(account_id=changed["account"])
    assert set(earlier) < set(entries.values_list("pk", flat=True))
    assert entries.filter(event=Event.ACCOUNT_CLOSED).count() == 1
    assert Account.objects.get(pk=changed["account"]).closed_at is not None


def test_a_session_from_before_is_over(bank_people):
    visitor = Client()
    log_in(bank_people("Astrid"), visitor)
    restart("Astrid")
    assert visitor.get("/hem/").status_code == 302


def test_the_browser_that_was_logged_in_gets_the_answer_too(bank_people, client):
    log_in(bank_people("Astrid"), client)
    assert restart("Astrid", client).url == "/demo/"
    assert "Astrid Avtal börjar om från början." in client.get("/demo/").text


def test_a_number_that_was_locked_out_is_free_again(bank_people, client):
    entry = bank_people("Astrid")
    for _time in range(6):
        client.post(LOGIN, {"number": entry["number"], "password": "9513"})
    assert FailedAttempts.objects.exists()
    restart("Astrid", client)
    assert log_in(bank_people("Astrid"), client).redirect_chain[-1][0] == "/hem/"


def test_a_first_login_is_possible_again(bank_people):
    bank_people("Cecilia")
    for _time in range(2):
        restart("Cecilia")
    entry = bank_people("Cecilia")
    device = Device.objects.get(serial=entry["kodboxes"][0]["serial"])
    assert device.state == State.DISPATCHED
    assert not Acceptance.objects.filter(account=entry["account"]).exists()
    assert not Account.objects.get(pk=entry["account"]).has_usable_password()


def test_a_member_of_staff_keeps_the_account_and_gets_password_and_kodbox(bank_people):
    before = bank_people("Karin")
    Account.objects.filter(pk=before["account"]).update(password="!")
    restart("Karin")
    after = bank_people("Karin")
    assert after["account"] == before["account"]
    assert after["kodboxes"][0]["serial"] != before["kodboxes"][0]["serial"]
    assert Account.objects.get(pk=after["account"]).check_password(after["password"])


@pytest.mark.parametrize("number", ["", "x", "8505202385"])
def test_an_unknown_number_is_not_found(bank_people, client, number):
    accounts = Account.objects.count()
    assert client.post(RESTART, {"number": number}).status_code == 404
    assert Account.objects.count() == accounts


def test_a_get_changes_nothing(bank_people, client):
    assert client.get(RESTART, {"number": BY_NAME["Astrid"].number}).status_code == 405


def test_another_site_cannot_restart_anybody(bank_people):
    bank_people("Astrid")
    strict = Client(enforce_csrf_checks=True)
    assert restart("Astrid", strict).status_code == 403
