"""The demonstration's page shows the people as the bank and the kodboxes know them now."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.credentials import passwords
from accounts.models import Account
from hembanken.demonstration import kodboxes
from hembanken.request_context import Actor
from kodbox import stock
from kodbox.models import Device, State
from tests import people


@pytest.fixture
def card(bank_people, client):
    """Return a function that gives the text of a person's card."""

    def read(name):
        entry = bank_people(name)
        html = client.get("/demo/").text
        cards = re.findall(r'<li class="person">.*?</li>', html, re.DOTALL)
        found = next(each for each in cards if entry["name"] in each)
        return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", found))

    return read


def account(entry):
    return Account.objects.get(pk=entry["account"])


def test_a_card_shows_what_is_needed_to_log_in(card, bank_people):
    text = card("Astrid")
    assert "19850520-2385" in text
    assert "Lösenord 4071" in text
    assert "Pinkod 2580" in text
    assert "(i bruk)" in text
    assert bank_people("Astrid")["kodboxes"][0]["serial"] in text


def test_a_new_customer_has_a_start_pin_and_no_password_yet(card, bank_people):
    text = card("Cecilia")
    assert "Lösenord inget än" in text
    assert f"Start-PIN {bank_people('Cecilia')['kodboxes'][0]['start_pin']}" in text


def test_a_changed_password_is_not_shown_as_the_old_one(card, bank_people):
    passwords.require_new(account(bank_people("Astrid")), Actor(None, "test"))
    text = card("Astrid")
    assert "Lösenord ändrat" in text
    assert "4071" not in text


def test_an_expired_temporary_password_is_not_shown(card, bank_people):
    entry = bank_people("Bo")
    assert f"Lösenord {entry['password']}" in card("Bo")
    Account.objects.filter(pk=entry["account"]).update(
        temporary_until=timezone.now() - timedelta(seconds=1)
    )
    assert "Lösenord har gått ut" in card("Bo")


def test_a_chosen_pinkod_is_shown_instead_of_the_start_pin(card, bank_people):
    kodbox = bank_people("Cecilia")["kodboxes"][0]
    kodboxes.press(kodbox["serial"], f"OK {kodbox['start_pin']} OK 6172 OK 6172 OK")
    text = card("Cecilia")
    assert "Pinkod 6172" in text
    assert "Start-PIN" not in text.replace(str(bank_people("Cecilia")["state"]), "")


def test_a_kodbox_that_was_blocked_says_so_and_a_retired_one_is_not_shown(card, bank_people):
    astrid = account(bank_people("Astrid"))
    device, actor = Device.objects.get(owner=astrid), Actor(astrid.pk, "test")
    stock.block(device, actor)
    assert "(spärrad)" in card("Astrid")
    stock.take_out_of_use(device, State.RETIRED, actor)
    assert device.serial not in card("Astrid")


def test_a_kodbox_that_staff_dispatched_is_shown_if_it_was_made_here(card, bank_people):
    astrid = account(bank_people("Astrid"))
    (serial,) = kodboxes.manufacture(1)
    stock.dispatch(Device.objects.get(serial=serial), astrid.pk, Actor(astrid.pk, "test"))
    people.give(account(bank_people("Bo")))
    assert serial in card("Astrid")
    assert card("Bo").count("Pinkod") == 1
