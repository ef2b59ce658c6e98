"""Making a member of staff from the terminal."""

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
    told = {"name": "Karin", "role": "kundservice", "kodbox": kodbox.device.serial} | options
    call_command("create_staff", "karin", **told)
    return kodbox


def test_a_member_of_staff_logs_in_with_what_was_made(monkeypatch):
    kodbox = create(monkeypatch)
    assert kodbox.state() == State.DISPATCHED
    assert staff.come_in("karin", kodbox).get("/personal/").status_code == 200
    assert kodbox.state() == State.ACTIVE


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"password": "kort"}, "14"),
        ({"role": "chef"}, "invalid choice: 'chef'"),
        ({"kodbox": "4711"}, "no kodbox 4711"),
    ],
)
def test_what_is_not_right_is_told_and_makes_nobody(monkeypatch, wrong, told):
    with pytest.raises(CommandError, match=told):
        create(monkeypatch, **wrong)
    assert not Account.objects.exists()


def test_a_name_is_given_once(monkeypatch):
    create(monkeypatch)
    with pytest.raises(CommandError, match="already"):
        create(monkeypatch)
