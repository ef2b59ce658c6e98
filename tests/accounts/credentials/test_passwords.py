"""Which passwords may be chosen, how they are hashed, and temporary passwords."""

import re
from collections import Counter

import pytest
from django.contrib.auth.hashers import check_password, identify_hasher, make_password
from django.utils.module_loading import import_string

from accounts.credentials import passwords
from accounts.credentials.hashers import PepperedArgon2Hasher
from accounts.credentials.passwords import PasswordChangedMeanwhile, PasswordTooWeak, Weakness
from accounts.models import Account
from hembanken import settings as production
from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.crypto import keys
from hembanken.crypto.encryption import DecryptionFailed
from tests import people

pytestmark = pytest.mark.django_db
WEAK = {
    Weakness.EQUAL: ["0000", "7777"],
    Weakness.CONSECUTIVE: ["1234", "7890", "4321"],
    Weakness.YEAR: ["1900", "2005", "2026"],
    Weakness.IN_NUMBER: ["8505", "0520", "2385", "9850"],
    Weakness.UNCHANGED: [people.PASSWORD],
}


@pytest.fixture
def real_cost(settings):
    """Hash passwords at production's cost."""
    settings.PASSWORD_HASHERS = production.PASSWORD_HASHERS


def outdate(account, monkeypatch):
    """Store a hash with another time cost."""
    with monkeypatch.context() as patch:
        patch.setattr(PepperedArgon2Hasher, "time_cost", 1)
        Account.objects.filter(pk=account.pk).update(password=make_password("4071"))
    account.refresh_from_db()


def weakness(account, choice):
    with pytest.raises(PasswordTooWeak) as refused:
        passwords.hash_choice(account, choice)
    return refused.value.weakness


@pytest.mark.row("A4")
@pytest.mark.parametrize("expected", WEAK)
def test_a_password_that_is_easy_to_guess_is_refused(astrid, expected):
    assert {weakness(astrid, choice) for choice in WEAK[expected]} == {expected}


@pytest.mark.row("A4")
def test_day_and_month_of_the_number_are_refused(bo):
    assert weakness(bo, "3103") is Weakness.IN_NUMBER


@pytest.mark.row("A7", "A8")
def test_a_password_is_argon2id_over_a_pepper(real_cost):
    encoded = make_password("4071")
    decoded = identify_hasher(encoded).decode(encoded)
    assert encoded.startswith("argon2_pepper$1$argon2id$")
    assert (decoded["memory_cost"], decoded["time_cost"], decoded["parallelism"]) == (19_456, 2, 1)


@pytest.mark.row("A7")
def test_every_hasher_of_production_has_the_documented_parameters():
    hashers = [import_string(path)() for path in production.PASSWORD_HASHERS]
    parameters = [(each.memory_cost, each.time_cost, each.parallelism) for each in hashers]
    assert parameters == [(19_456, 2, 1)]


@pytest.mark.row("A8")
def test_without_the_pepper_the_right_password_is_refused(tmp_path, settings):
    encoded = make_password("4071")
    keys.create(tmp_path / "other.json")
    settings.HEMBANKEN_KEYS = str(tmp_path / "other.json")
    assert not check_password("4071", encoded)


@pytest.mark.row("B12")
def test_password_and_seed_are_protected_by_different_keys(astrid, kodbox, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setitem(keys.keyring().keys, "encryption", {1: b"o" * 32})
        assert check_password(people.PASSWORD, astrid.password)
        with pytest.raises(DecryptionFailed):
            _ = kodbox.device.secret
    monkeypatch.setitem(keys.keyring().keys, "pepper", {1: b"o" * 32})
    assert not check_password(people.PASSWORD, astrid.password)
    assert kodbox.device.secret


@pytest.mark.row("A9")
def test_an_outdated_hash_is_replaced_at_the_next_success(astrid, real_cost, monkeypatch):
    outdate(astrid, monkeypatch)
    assert ",t=1," in astrid.password
    assert astrid.check_password("4071")
    astrid.refresh_from_db()
    assert ",t=2," in astrid.password


@pytest.mark.row("A9")
def test_a_hash_with_an_older_pepper_is_accepted_and_replaced(astrid, monkeypatch):
    monkeypatch.setitem(keys.keyring().keys["pepper"], 2, b"n" * 32)
    assert astrid.check_password(people.PASSWORD)
    astrid.refresh_from_db()
    assert astrid.password.startswith("argon2_pepper$2$")
    assert astrid.check_password(people.PASSWORD)


def test_replacing_an_outdated_hash_never_undoes_a_change(astrid, real_cost, monkeypatch):
    outdate(astrid, monkeypatch)
    Account.objects.filter(pk=astrid.pk).update(password="changed meanwhile")
    assert astrid.check_password("4071")
    assert Account.objects.get(pk=astrid.pk).password == "changed meanwhile"


@pytest.mark.row("D4")
def test_temporary_passwords_are_four_random_digits(astrid, monkeypatch):
    monkeypatch.setattr(passwords, "make_password", lambda password: f"x{password}")
    generated = [passwords.issue_temporary(astrid, audit_log.NO_CONTEXT) for _ in range(300)]
    assert all(re.fullmatch("[0-9]{4}", password) for password in generated)
    assert len(set(generated)) > 250
    first = Counter(password[0] for password in generated)
    assert len(first) == 10
    assert min(first.values()) > 5


def test_of_two_simultaneous_changes_one_succeeds(astrid):
    duplicate = Account.objects.get(pk=astrid.pk)
    passwords.activate(duplicate, "first", audit_log.NO_CONTEXT, Event.PASSWORD_CHANGED)
    with pytest.raises(PasswordChangedMeanwhile):
        passwords.activate(astrid, "second", audit_log.NO_CONTEXT, Event.PASSWORD_CHANGED)
    assert Account.objects.get(pk=astrid.pk).password == "first"
