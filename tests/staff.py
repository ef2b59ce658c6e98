"""Members of staff for the tests, their login and their staff actions."""

from django.contrib import admin
from django.test import Client

from accounts.models import Account
from hembanken.request_context import Actor
from kodbox import stock
from kodbox.models import State
from tests import people
from tests.people import Kodbox

LOGIN_URL = "/personal/login/"
PASSWORD = "en-lang-mening-for-tjansten"


def hire(username: str, role: str) -> tuple[Account, Kodbox]:
    """Create a member of staff with a role and an active kodbox."""
    account = Account(username=username, name=username.title(), is_staff=True, role=role)
    account.set_password(PASSWORD)
    account.save()
    return account, people.give(account, active=True)


def remove_role(username: str) -> None:
    """Give a member of staff a role that the table of roles does not have."""
    Account.objects.filter(username=username).update(role="gone")


def log_in(username: str, kodbox: Kodbox) -> Client:
    """Return a client in which a member of staff is logged in."""
    client = Client()
    credentials = {"username": username, "password": PASSWORD, "code": kodbox.press()}
    assert client.post(LOGIN_URL, credentials).headers["Location"] == "/personal/"
    return client


def hire_and_log_in(username: str, role: str) -> Client:
    """Create a member of staff, and return a client in which they are logged in."""
    return log_in(username, hire(username, role)[1])


def perform(client: Client, row, name: str, **fields: str):
    """Perform a staff action on a row, by default for the last reason of its form."""
    actions = admin.site.get_model_admin(type(row)).staff_actions
    (action,) = (each for each in actions if each.name == name)
    field = action.form.base_fields.get("reason")
    reason = {"reason": field.choices[-1][0]} if field else {}
    return client.post(url(row, name), reason | fields, follow=True)


def page(client: Client, row):
    """Open the page of a row."""
    return client.get(url(row, "change"))


def url(row, name: str) -> str:
    """Return the address of one of a row's pages."""
    return f"/personal/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/{name}/"


def offered(client: Client, row) -> list[str]:
    """Return the names of the staff actions that the page of a row offers."""
    return [path.split("/")[-2] for _label, path in page(client, row).context["staff_actions"]]


def take_out_of_use(kodbox: Kodbox, state: State) -> None:
    """Take a kodbox out of use, as staff do."""
    stock.take_out_of_use(kodbox.device, state, Actor(kodbox.device.owner_id, "test"))
