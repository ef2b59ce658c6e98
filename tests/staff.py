"""Bank staff for the tests, and how they come in at their own door."""

from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import Account
from tests import people
from tests.people import Kodbox

DOOR = "/personal/login/"
PASSWORD = "en-lang-mening-for-tjansten"


def hire(username: str, role: str) -> tuple[Account, Kodbox]:
    """Make a member of staff with a role and a kodbox in use."""
    account = Account(username=username, name=username.title(), is_staff=True)
    account.set_password(PASSWORD)
    account.save()
    account.groups.add(Group.objects.get(name=role))
    return account, people.give(account, active=True)


def come_in(username: str, kodbox: Kodbox) -> Client:
    """Return a browser in which a member of staff is logged in."""
    client = Client()
    told = {"username": username, "password": PASSWORD, "code": kodbox.press()}
    assert client.post(DOOR, told).headers["Location"] == "/personal/"
    return client


def at_work(username: str, role: str) -> Client:
    """Hire somebody and let them in."""
    _account, kodbox = hire(username, role)
    return come_in(username, kodbox)
