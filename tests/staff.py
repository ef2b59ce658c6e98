"""Bank staff for the tests, and how they come in at their own door."""

from django.contrib import admin
from django.test import Client

from accounts.models import Account
from hembanken.request_context import Actor
from kodbox import stock
from kodbox.models import State
from tests import people
from tests.people import Kodbox

DOOR = "/personal/login/"
PASSWORD = "en-lang-mening-for-tjansten"


def hire(username: str, role: str) -> tuple[Account, Kodbox]:
    """Make a member of staff with a role and a kodbox in use."""
    account = Account(username=username, name=username.title(), is_staff=True, role=role)
    account.set_password(PASSWORD)
    account.save()
    return account, people.give(account, active=True)


def take_role(username: str) -> None:
    """Leave somebody with a role that the table no longer has."""
    Account.objects.filter(username=username).update(role="gone")


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


def act(client: Client, row, name: str, **told: str):
    """Do an act on a row's own page, for some reason where none is told, and see what follows."""
    meta = row._meta
    told = some_reason(row, name) | told
    path = f"/personal/{meta.app_label}/{meta.model_name}/{row.pk}/{name}/"
    return client.post(path, told, follow=True)


def some_reason(row, name: str) -> dict[str, str]:
    """Return the last of the reasons that the form of an act offers, if it asks for one."""
    staff_actions = {act.name: act for act in admin.site.get_model_admin(type(row)).staff_actions}
    field = staff_actions[name].form.base_fields.get("reason")
    return {"reason": field.choices[-1][0]} if field else {}


def page(client: Client, row):
    """Open a row's own page."""
    meta = row._meta
    return client.get(f"/personal/{meta.app_label}/{meta.model_name}/{row.pk}/change/")


def offered(client: Client, row) -> list[str]:
    """Return the names of the acts that a row's page offers."""
    return [url.split("/")[-2] for _label, url in page(client, row).context["staff_actions"]]


def move(kodbox: Kodbox, state: State) -> None:
    """Move a box out of use, as staff do."""
    stock.take_out_of_use(kodbox.device, state, Actor(kodbox.device.owner_id, "test"))
