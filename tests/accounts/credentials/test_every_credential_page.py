"""Every page that takes a credential counts attempts, locks out, and is listed here (S14)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db.models import Sum
from django.test import Client
from django.urls import URLPattern, get_resolver

from accounts.forms.credentials import CredentialForm
from accounts.forms.fields import CodeField, PasswordField
from accounts.forms.login import ApproveForm, CodeForm, LoginForm
from accounts.forms.ordering import AnonymousOrderForm
from accounts.forms.password_reset import NewPasswordForm
from accounts.forms.passwords import ChangePasswordForm, ChoosePasswordForm
from accounts.forms.pausing import PauseForm
from accounts.forms.staff import StaffLoginForm
from accounts.models import Account, FailedAttempts
from tests import people, staff
from tests.forms import errors, submit

pytestmark = pytest.mark.django_db
MODES = ["separate", "joint"]
LOGIN = {"number": people.ASTRID, "password": people.PASSWORD}


@dataclass
class Page:
    """A page that takes a credential: how to reach it, and right and wrong values for its form."""

    form: type[CredentialForm]
    path: str
    right: dict[str, Any]
    wrong: dict[str, Any]
    reach: Callable[..., None] = lambda client, kodbox: None


def reach_code(client, kodbox):
    submit(client, "/logga-in/", LOGIN)


def reach_approval(client, kodbox):
    """Log in after a new version of the agreement, and read it."""
    people.publish_texts(2)
    reach_code(client, kodbox)
    submit(client, "/logga-in/behorighetskod/", {"code": kodbox.press()})
    submit(client, "/villkor/", {"accept_terms": "on", "version": "2"})
    submit(client, "/avtal/", {"version": "2"})


def reach_home(client, kodbox):
    people.log_in(client, people.ASTRID, people.PASSWORD, kodbox)


def hire_staff(client, kodbox):
    client.kodbox = staff.hire("karin", "kundservice")[1]


CODE, RESET, ORDER = "/logga-in/behorighetskod/", "/nytt-losenord/", "/bestall-kodbox/"
CHANGE = "/om-hembanken/sakerhetslosning/byt-losenord/"
CHOICE = {"choice": "9513", "again": "9513"}
WRONG_LOGIN = LOGIN | {"password": "9513"}
RIGHT_CODE, WRONG_CODE = {"code": people.Kodbox.press}, {"code": "12345678"}
NUMBER, DELIVERY = {"number": people.ASTRID}, {"delivery": "post"}
APPROVAL = {"password": people.PASSWORD}, {"password": "9513"}
CHANGES = CHOICE | {"current": people.PASSWORD}, CHOICE | {"current": "9514"}
STAFF_LOGIN = {"username": "karin", "password": staff.PASSWORD} | RIGHT_CODE
PAGES = [
    Page(LoginForm, "/logga-in/", LOGIN, WRONG_LOGIN),
    Page(CodeForm, CODE, RIGHT_CODE, WRONG_CODE, reach_code),
    Page(NewPasswordForm, RESET, NUMBER | RIGHT_CODE, NUMBER | WRONG_CODE),
    Page(ApproveForm, "/avtal/godkann/", *APPROVAL, reach_approval),
    Page(AnonymousOrderForm, ORDER, LOGIN | DELIVERY, WRONG_LOGIN | DELIVERY),
    Page(PauseForm, "/sparra-kodbox/", LOGIN, WRONG_LOGIN),
    Page(ChangePasswordForm, CHANGE, *CHANGES, reach_home),
    Page(StaffLoginForm, staff.LOGIN_URL, STAFF_LOGIN, STAFF_LOGIN | WRONG_CODE, hire_staff),
]
NEVER_REFUNDED = {AnonymousOrderForm, PauseForm}  # their count would reveal a right password
NO_CREDENTIAL = {ChoosePasswordForm}  # a chosen password is not yet a credential


def subclasses(form):
    return {form}.union(*(subclasses(subclass) for subclass in form.__subclasses__()))


def takes_a_credential(form):
    fields = form().fields.values() if form is not CredentialForm else ()
    return any(isinstance(field, CodeField | PasswordField) for field in fields)


def paths(patterns, before=""):
    for pattern in patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield f"/{path}"
        else:
            yield from paths(pattern.url_patterns, path)


def is_locked_out(response):
    return response.context is not None and response.context["form"].has_error(
        "__all__", "locked_out"
    )


# With joint refusals, the first page of a login checks nothing.
CASES = [(mode, page) for mode in MODES for page in PAGES if (mode, page) != ("joint", PAGES[0])]
REFUSING = [(mode, page) for mode, page in CASES if page.form not in NEVER_REFUNDED]


def on_pages(cases):
    names = [f"{mode} {page.path}" for mode, page in cases]
    return pytest.mark.parametrize(("mode", "page"), cases, ids=names)


on_every_page = on_pages(CASES)


@pytest.fixture
def post(mode, page, client, kodbox, settings):
    """Reach a page, and return a function that sends its form with these values."""
    settings.REFUSALS = mode
    client.kodbox = kodbox
    page.reach(client, kodbox)

    def post(values):
        filled = {n: text(client.kodbox) if callable(text) else text for n, text in values.items()}
        return submit(client, page.path, filled)

    return post


def test_the_table_has_every_form_that_takes_a_credential():
    taking = {form for form in subclasses(CredentialForm) if takes_a_credential(form)}
    assert taking - NO_CREDENTIAL == {page.form for page in PAGES}


@pytest.mark.row("A6")
def test_no_form_asks_a_security_question():
    names = {name for page in PAGES for name in page.form().fields}
    credentials = {"number", "username", "password", "current", "code"}
    assert names == credentials | {"choice", "again", "delivery"}


def asks_for_a_credential(response):
    return re.search(rb'autocomplete="(current-password|one-time-code)"', response.content)


def test_the_table_has_every_page_with_a_credential_field(logged_in):
    all_paths = paths(get_resolver().url_patterns)
    asking = {
        path
        for path in [path for path in all_paths if not set(path) & set("<^\\")]
        for client in (Client(), logged_in)
        if not path.startswith("/demo/") and asks_for_a_credential(client.get(path))
    }
    assert asking <= {page.path for page in PAGES}
    assert len(asking) >= 4


@pytest.mark.row("S14", "B3", "B4")
@on_every_page
def test_five_wrong_attempts_lock_out_the_sixth_even_if_it_is_right(page, client, post):
    for _ in range(5):
        assert not is_locked_out(post(page.wrong))
    before = client.kodbox.bank_counter()
    response = post(page.right)
    assert is_locked_out(response) or page.form is AnonymousOrderForm
    assert client.kodbox.bank_counter() == before


@pytest.mark.row("S14", "B6")
@on_every_page
def test_a_right_attempt_is_refunded_unless_the_page_hides_that_it_was_right(page, post):
    post(page.right)
    spent = sum(FailedAttempts.objects.values_list("failures", flat=True))
    assert spent == (1 if page.form in NEVER_REFUNDED else 0)


@pytest.mark.row("S4")
@on_every_page
def test_an_attempt_is_spent_before_the_password_is_checked(page, post, monkeypatch):
    real, spent = Account.check_password, []

    def check(account, password):
        spent.append(FailedAttempts.objects.aggregate(spent=Sum("failures"))["spent"])
        return real(account, password)

    monkeypatch.setattr(Account, "check_password", check)
    post(page.wrong)
    assert all(spent)


@pytest.mark.row("B4", "B5")
@pytest.mark.parametrize("mode", MODES)
def test_all_pages_share_one_count_for_a_number(mode, kodbox, settings):
    settings.REFUSALS = mode
    for path, values in [(RESET, NUMBER | WRONG_CODE), (ORDER, WRONG_LOGIN | DELIVERY)] * 2:
        submit(Client(), path, values)
    client = Client()
    reach_code(client, kodbox)
    submit(client, CODE, WRONG_CODE)
    assert is_locked_out(submit(Client(), RESET, NUMBER | {"code": kodbox.press()}))


@on_every_page
def test_no_error_report_shows_the_typed_values(page, post):
    assert post(page.wrong).wsgi_request.sensitive_post_parameters == "__ALL__"


@pytest.mark.row("G4")
@on_pages(REFUSING)
def test_every_page_that_refuses_warns_at_the_third_wrong_attempt(post, page):
    codes = [errors(post(page.wrong))["__all__"] for _ in range(3)]
    assert codes == [["refused"], ["refused"], ["refused", "warning"]]
