"""Rotating the keys: every value is readable before, during and after, and nothing is lost."""

import time
from datetime import date

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError, models, transaction
from django.test import Client
from pskc import PSKC

from accounts.credentials import lockout
from accounts.credentials.lockout import Attempt
from accounts.customers import registry
from accounts.customers.registry import NumberTaken
from accounts.models import FailedAttempts, Identifier
from accounts.personnummer import normalise
from accounts.staff.customer_overview import CustomerOverview
from hembanken.crypto import blind_index, encryption, keys, rotation
from hembanken.crypto.rotation import Rotation
from hembanken.management.commands import rotate_keys
from hembanken.sessions.models import Session
from kodbox.models import Device
from tests import people
from tests.forms import submit
from tests.kodbox.pskc import test_intake as kodbox_tests
from tests.rotating import add, rotate

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_keys")]


def move():
    faults = []
    Rotation(lambda _line: None, faults.append).run()
    return faults


def versions():
    return {
        bytes(value)[1]
        for model, column in rotation.encrypted_columns()
        for value in model.objects.exclude(**{column: None}).values_list(column, flat=True)
    }


@pytest.mark.row("H9")
def test_a_rotation_brings_every_value_under_the_new_keys(logged_in, kodbox):
    before = Identifier.objects.get().index
    rotate()
    assert versions() == {2}
    assert Identifier.objects.get().index != before
    assert bytes(Identifier.objects.get().index) == blind_index.compute(people.ASTRID[2:])
    assert Device.objects.get().secret == people.pyotp.HOTP(kodbox.secret).byte_secret()


def test_customers_log_in_between_any_two_rows_of_a_rotation(client, kodbox, bo, monkeypatch):
    add(*rotate_keys.ROTATED)
    replace, logins = rotation._replace, []

    def log_in_and_replace(*args, **row):
        logins.append(people.log_in(Client(), people.ASTRID, people.PASSWORD, kodbox))
        return replace(*args, **row)

    monkeypatch.setattr(rotation, "_replace", log_in_and_replace)
    move()
    assert len(logins) >= 5
    assert versions() == {2}


def test_a_concurrent_change_is_never_lost(astrid, monkeypatch):
    astrid.encrypt_contact({"city": "Luleå"})
    astrid.save(update_fields=["contact"])
    add("encryption")
    decrypt = encryption.decrypt

    def decrypt_and_change(encrypted, associated_data):
        value = decrypt(encrypted, associated_data)
        if value == b'{"city": "Lule\\u00e5"}':
            astrid.encrypt_contact({"city": "Umeå"})
            astrid.save(update_fields=["contact"])
        return value

    with monkeypatch.context() as patch:
        patch.setattr(rotation.encryption, "decrypt", decrypt_and_change)
        move()
    astrid.refresh_from_db()
    assert astrid.contact_details == {"city": "Umeå"}


@pytest.mark.row("A9")
def test_sessions_survive_a_rotation_a_refused_change_and_a_later_login(logged_in, kodbox, astrid):
    rotate()
    form = {"current": people.PASSWORD, "choice": "1111", "again": "1111"}  # It is refused.
    submit(logged_in, "/om-hembanken/sakerhetslosning/byt-losenord/", form)
    assert logged_in.get("/hem/").status_code == 200
    people.log_in(Client(), people.ASTRID, people.PASSWORD, kodbox)
    astrid.refresh_from_db()
    assert astrid.password.startswith("argon2_pepper$2$")
    assert logged_in.get("/hem/").status_code == 200


@pytest.mark.parametrize("number", [people.ASTRID, people.NOBODY])
@pytest.mark.parametrize(
    "change_keys", [rotate, lambda: add("index"), lambda: add("index", at=9e9)]
)
def test_a_locked_number_stays_locked(astrid, number, change_keys):
    for _ in range(5):
        submit(Client(), "/logga-in/", {"number": number, "password": "9513"})
    change_keys()
    response = submit(Client(), "/logga-in/", {"number": number, "password": "9513"})
    assert response.context["form"].has_error("__all__", "locked_out")
    assert list(FailedAttempts.objects.values_list("failures", flat=True)) == [5]


def test_a_rotation_moves_the_counts_of_customers_and_staff(astrid, kodbox):
    staff = people.Account.objects.create(username="Karin", is_staff=True, role="sakerhet")
    names = people.ASTRID[2:], staff.lockout_name
    for name in names:
        lockout.spend(Attempt(blind_index.compute_all(name)))
    rotate("index")
    assert {bytes(count.key) for count in FailedAttempts.objects.all()} == set(
        map(blind_index.compute, names)
    )


def test_an_attempt_finds_its_count_after_the_count_has_moved(astrid, pass_time):
    add("index", at=time.time() + 60)
    earlier = Attempt(registry.lookup_keys_of_customer(astrid))
    lockout.spend(earlier)
    pass_time(61)
    lockout.spend(Attempt(registry.lookup_keys_of_customer(astrid)))
    assert FailedAttempts.objects.get().key != earlier.keys[0]
    assert lockout.record_failure(earlier).should_warn is False
    lockout.refund(earlier)
    assert FailedAttempts.objects.get().failures == 1


def test_two_counts_of_one_number_are_no_fault(astrid):
    lockout.spend(Attempt((blind_index.compute(people.ASTRID[2:]),)))
    add("index")
    lockout.spend(Attempt((blind_index.compute(people.ASTRID[2:]),)))
    assert move() == []
    assert FailedAttempts.objects.count() == 2


def test_two_rows_with_the_same_value_are_reported(cecilia):
    """A machine without the new key file has registered the same number again."""
    add("index")
    number = normalise(people.CECILIA, date.today())
    for row in registry.new_customer(number, "Någon Annan", "sv"):
        row.save(force_insert=True)
    (fault,) = move()
    assert fault.startswith("accounts_identifier.index of ")
    assert "another row has the same value" in fault


@pytest.mark.parametrize("moves_first", [False, True])
def test_a_number_is_unique_across_key_versions(cecilia, moves_first):
    add("index")
    if moves_first:
        move()
    with pytest.raises(NumberTaken):
        people.new_customer(people.CECILIA, "Någon Annan")
    assert Identifier.objects.count() == 1


def test_a_number_is_unique_for_a_process_that_already_uses_the_new_key(monkeypatch):
    """One process registers under the new key before it is current for the other."""
    add("index", at=time.time() + 60)
    ring = keys.keyring()
    later = keys.Keyring(ring.keys)
    with monkeypatch.context() as patch:
        for module in (encryption, blind_index):
            patch.setattr(module, "keyring", lambda: later)
        people.new_customer(people.CECILIA, "Cecilia Ny")
    assert Identifier.objects.get().index != blind_index.compute(people.CECILIA[2:])
    with pytest.raises(NumberTaken):
        people.new_customer(people.CECILIA, "Någon Annan")


def test_a_seed_is_unique_across_key_versions(kodbox):
    add("index")
    duplicate = people.stock.new_device("8000001", kodbox.device.secret)
    with pytest.raises(IntegrityError), transaction.atomic():
        blind_index.insert_unique(Device, [duplicate])


def test_a_value_that_cannot_be_decrypted_is_reported_and_left(kodbox, capsys):
    Device.objects.update(start_pin=b"\x00\x01" + b"x" * 40)
    with pytest.raises(CommandError, match="1 values cannot be moved"):
        rotate("encryption")
    assert f"kodbox_device.start_pin of {kodbox.device.pk}" in capsys.readouterr().err
    assert bytes(Device.objects.get().seed)[1] == 2


def test_every_binary_column_is_rotated_or_known_not_to_be():
    known = {(model, column) for model, column in rotation.encrypted_columns()}
    known |= {(model, column) for model, column, _source in rotation.blind_index_columns()}
    others = {"FailedAttempts.key", "RateLimitCount.key", "Entry.mac", "Head.mac", "Head.head_mac"}
    columns = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.fields
        if isinstance(field, models.BinaryField) and (model, field.name) not in known
    }
    assert columns == others
    assert Session in {model for model, _column in known}


def test_a_login_in_progress_continues_with_the_count_of_its_number(client, kodbox):
    submit(client, "/logga-in/", {"number": people.ASTRID, "password": "9513"})
    submit(client, "/logga-in/", {"number": people.ASTRID, "password": people.PASSWORD})
    rotate()
    submit(client, "/logga-in/behorighetskod/", {"code": "00000000"})
    assert list(FailedAttempts.objects.values_list("failures", flat=True)) == [2]
    response = submit(client, "/logga-in/behorighetskod/", {"code": kodbox.press()}, follow=True)
    assert response.redirect_chain[-1][0] == "/hem/"


def test_staff_see_a_count_stored_under_an_older_key(astrid):
    lockout.spend(Attempt(registry.lookup_keys_of_customer(astrid)))
    add("index")
    assert CustomerOverview(astrid).failed_attempts.failures == 1


def test_a_customer_file_reports_a_number_known_under_an_older_key(cecilia, tmp_path, capsys):
    add("index")
    (tmp_path / "customers.csv").write_text(f"personnummer,name\n{people.CECILIA},Cecilia Ny\n")
    with pytest.raises(CommandError):
        call_command("import_customers", tmp_path / "customers.csv")
    assert "another customer has these ten digits" in capsys.readouterr().err


def test_a_kodbox_file_reports_a_seed_known_under_an_older_key(kodbox, tmp_path, capsys):
    add("index")
    container = PSKC()
    kodbox_tests.add(container, "8000002", secret=kodbox.device.secret)
    container.write(str(tmp_path / "kodboxes.xml"))
    with pytest.raises(CommandError):
        call_command("import_kodboxes", tmp_path / "kodboxes.xml", allow_plain=True)
    assert "another kodbox has the same seed" in capsys.readouterr().err
