"""No page has Swedish text in English, in any state of any flow."""

import json
from uuid import uuid4

import pytest
from django.contrib import admin
from django.template.loader import render_to_string
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils.translation import override

from accounts import ordering
from accounts.customers import agreements
from accounts.models import Account, Agreement
from hembanken.audit import audit_log
from hembanken.demonstration.people import CUSTOMERS, STAFF
from hembanken.request_context import Actor, RequestContext
from hembanken.staff.models import Proposal
from hembanken.staff.wording import in_source_language
from kodbox.models import Batch, Order
from tests import people, staff
from tests.accounts.login.test_steps_out_of_order import FLOWS, pages, same_browser
from tests.accounts.walker import rolled_back
from tests.forms import submit
from tests.swedish import swedish_in

pytestmark = pytest.mark.django_db
ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "en"}
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
ERRORS = ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"]
EMPTY: dict[str, str] = {}
INVALID = dict.fromkeys(("password", "code", "choice"), "1")
INVALID |= {"number": "8505202386", "accept_terms": "on"}
INVALID_LOGINS = [
    *({"number": each} for each in ("", "x", "5560360793", "T005202385", "8513452385")),
    {"password": "12345678"},
    {"number": people.NOBODY, "password": "9513"},
]
CHOICES = ["1111", "1234", "1985", "0520", "12345678", "9513"]


@pytest.fixture(autouse=True)
def people_page(settings, tmp_path):
    """Create the file of all people that the demonstration's page shows."""
    settings.VAR_DIR = tmp_path
    rows = []
    for person in CUSTOMERS + STAFF:
        role = person.role and in_source_language(person.role.label)
        entry = {"name": "", "number": "", "password": "4071", "account": str(uuid4())}
        rows.append(entry | {"role": role, "state": person.situation})
    (tmp_path / "people.json").write_text(json.dumps({"customers": rows, "staff": rows}))


def swedish_left(state, client, path, response):
    """Return the Swedish text of a response, or of the page that it redirects to."""
    if response.status_code == 302:
        response = client.get(response.headers["Location"])
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    found = swedish_in(response.text) if is_page else []
    return [(state, path, response.status_code, found)] if found else []


def customer_paths():
    return [path for name, path in pages() if not name.startswith("admin:")]


def swedish_in_state(state, walker):
    """Open every customer page in a state, and submit invalid values to each open one."""
    for path in customer_paths():
        with rolled_back():
            client = same_browser(walker.client)
            client.defaults |= walker.client.defaults
            response = client.get(path)
            yield from swedish_left(state, client, path, response)
            for values in (EMPTY, INVALID) if response.status_code == 200 else ():
                yield from swedish_left(state, client, path, submit(client, path, values))


@pytest.mark.parametrize("flow", sorted(set(FLOWS) - {"staff"}))
def test_no_customer_page_has_swedish_text(flow, texts, settings):
    settings.REFUSALS = "joint" if flow == "joint" else "separate"
    new_walker, walk = FLOWS[flow]
    walker = new_walker()
    walker.client.defaults |= ENGLISH | {"HTTP_USER_AGENT": FIREFOX}
    found = [text for state in walk(walker) for text in swedish_in_state(state, walker)]
    assert found == []


@pytest.mark.parametrize("values", INVALID_LOGINS)
def test_no_error_of_a_login_is_in_swedish(values, db):
    client = Client(headers={"accept-language": "en"})
    assert swedish_in(submit(client, "/logga-in/", values).text) == []


@pytest.mark.parametrize("choice", CHOICES)
def test_no_error_of_a_chosen_password_is_in_swedish(choice, logged_in):
    logged_in.defaults |= ENGLISH
    for again in (f"{choice}1", choice):
        values = {"choice": choice, "again": again, "current": people.PASSWORD}
        response = submit(logged_in, reverse("change_password"), values)
        assert response.status_code == 302 or swedish_in(response.text) == []


@pytest.mark.parametrize("template", ERRORS)
def test_no_error_page_has_swedish_text(template, rf):
    with override("en"):
        assert swedish_in(render_to_string(template, request=rf.get("/"))) == []


def test_a_lockout_is_shown_in_english(astrid):
    client = Client(headers={"accept-language": "en"})
    for _ in range(6):
        response = submit(client, "/logga-in/", {"number": people.ASTRID, "password": "9513"})
    assert response.context["form"].has_error("__all__", "locked_out")
    assert swedish_in(response.text) == []


@pytest.fixture
def busy(astrid, kodbox, bo, cecilia):
    """Rows in many states."""
    astrid.encrypt_contact({"street": "1", "postcode": "2", "city": "3", "email": "4", "name": "5"})
    Account.objects.filter(pk=astrid.pk).update(contact=astrid.contact)
    Batch.objects.create(sha256="0" * 64, imported_by="test", devices_count=1)
    Agreement.objects.create(kind="terms", text="-")
    for account, identified in ((astrid, True), (bo, False), (cecilia, True)):
        ordering.order(account, "post", audit_log.NO_CONTEXT, identified=identified)
    Order.objects.filter(owner=cecilia).update(state="cancelled", cancelled_reason="Fel adress: x")
    people.block(people.give(bo, active=True))
    agreements.block(bo, Actor(bo.pk, "Stulen: x", RequestContext("192.0.2.7", "Firefox på Linux")))
    for code in ("12345678", kodbox.code_at(300), kodbox.code_at(0)):
        submit(Client(), "/nytt-losenord/", {"number": people.ASTRID, "code": code})
    Proposal.objects.create(
        model="kodbox.device",
        row=kodbox.device.pk,
        action="sparra",
        summary=f"Spärra kodboxen: {kodbox.device} (Borttappad: x)",
        arguments={"reason": "Borttappad: x"},
        made_by=staff.hire("sofia", "sakerhet")[0],
    )


def staff_paths():
    """Yield the path of every staff page, for each row."""
    yield from (reverse("admin:index"), reverse("admin:app_list", args=["kodbox"]))
    for model, model_admin in admin.site._registry.items():
        for url in filter(lambda url: url.name, model_admin.get_urls()):
            for row in model._default_manager.all():
                try:
                    yield reverse(f"admin:{url.name}", args=[row.pk])
                except NoReverseMatch:
                    yield reverse(f"admin:{url.name}")


def responses(client, path):
    """Yield the page, and the responses to an empty form and to one with the first choices."""
    page = client.get(path)
    yield page
    yield submit(client, path)
    form = page.context and page.context.get("form")
    if form is not None:
        yield submit(
            client, path, {name: first_choice(field) for name, field in form.fields.items()}
        )


def first_choice(field):
    return next((value for value, _label in getattr(field, "choices", ()) if value), "12345678")


@pytest.mark.parametrize("role", ["kundservice", "sakerhet"])
def test_no_staff_page_has_swedish_text(role, busy):
    samir, found = staff.hire_and_log_in("samir", role), []
    for path in dict.fromkeys(staff_paths()):
        with rolled_back():
            client = same_browser(samir)
            client.defaults |= ENGLISH
            for response in responses(client, path):
                assert "/login/" not in response.headers.get("Location", "")
                found += swedish_left(role, client, path, response)
    assert found == []


def test_swedish_text_is_found(client, astrid, db):
    assert {"behörighetskod", "lösenord", "till"} <= set(swedish_in(client.get("/hjalp/").text))
    assert swedish_in('<p title="fel"><b lang="sv">kund</b> and konto<input value="av">') == ["fel"]
