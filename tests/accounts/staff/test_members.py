"""Creating a member of staff from the terminal."""

import io

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Account
from kodbox.models import State
from tests import people, staff

pytestmark = pytest.mark.django_db


def create(monkeypatch, password=staff.PASSWORD, **options):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    kodbox = people.new_kodbox()
    arguments = {"name": "Karin", "role": "kundservice", "kodbox": kodbox.device.serial} | options
    call_command("create_staff", "karin", **arguments)
    return kodbox


def test_a_new_member_of_staff_logs_in_and_the_username_is_taken(monkeypatch):
    kodbox = create(monkeypatch)
    assert kodbox.state() == State.DISPATCHED
    assert staff.log_in("karin", kodbox).get("/personal/").status_code == 200
    assert kodbox.state() == State.ACTIVE
    with pytest.raises(CommandError, match="already"):
        create(monkeypatch)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"password": "kort"}, "14"),
        ({"role": "chef"}, "invalid choice: 'chef'"),
        ({"kodbox": "4711"}, "no kodbox 4711"),
    ],
)
def test_a_wrong_argument_is_reported_and_creates_nobody(monkeypatch, wrong, error):
    with pytest.raises(CommandError, match=error):
        create(monkeypatch, **wrong)
    assert not Account.objects.exists()
