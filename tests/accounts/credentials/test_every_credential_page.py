"""Every page that takes a credential: counted, stopped, and in the table of this file (S14)."""

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
from accounts.forms.staff import StaffLoginForm
from accounts.models import Account, FailedAttempts
from tests import people, staff

pytestmark = pytest.mark.django_db
MODES = ["separate", "joint"]
LOGIN = {"number": people.ASTRID, "password": people.PASSWORD}


class Door:
    """A page that takes a credential: how to stand before it, and what is right or wrong there."""

    def __init__(self, form, path, right, wrong, come=lambda client, kodbox: None):
        self.form, self.path = form, path
        self.right, self.wrong, self.come = right, wrong, come

    def try_(self, client, told, kodbox):
        shown = {name: text(kodbox) if callable(text) else text for name, text in told.items()}
        return client.post(self.path, shown)


def code(kodbox):
    return kodbox.press()


def to_the_code(client, kodbox):
    client.post("/logga-in/", LOGIN)


def to_the_approval(client, kodbox):
    """Come to a new version of the agreement, and read it."""
    people.publish_texts(2)
    to_the_code(client, kodbox)
    client.post("/logga-in/behorighetskod/", {"code": kodbox.press()})
    client.post("/villkor/", {"accept_terms": "on", "version": "2"})
    client.post("/avtal/", {"version": "2"})


def home(client, kodbox):
    people.log_in(client, people.ASTRID, people.PASSWORD, kodbox)


def hired(client, kodbox):
    client.kodbox = staff.hire("karin", "kundservice")[1]


CHOICE = {"choice": "9513", "again": "9513"}
DOORS = [
    Door(LoginForm, "/logga-in/", LOGIN, LOGIN | {"password": "9513"}),
    Door(
        CodeForm,
        "/logga-in/behorighetskod/",
        {"code": code},
        {"code": "12345678"},
        to_the_code,
    ),
    Door(
        NewPasswordForm,
        "/nytt-losenord/",
        {"number": people.ASTRID, "code": code},
        {"number": people.ASTRID, "code": "12345678"},
    ),
    Door(
        ApproveForm,
        "/avtal/godkann/",
        {"password": people.PASSWORD},
        {"password": "9513"},
        to_the_approval,
    ),
    Door(
        AnonymousOrderForm,
        "/bestall-kodbox/",
        LOGIN | {"delivery": "post"},
        LOGIN | {"password": "9513", "delivery": "post"},
    ),
    Door(
        ChangePasswordForm,
        "/om-hembanken/sakerhetslosning/byt-losenord/",
        CHOICE | {"current": people.PASSWORD},
        CHOICE | {"current": "9514"},
        home,
    ),
    Door(
        StaffLoginForm,
        staff.LOGIN_URL,
        {"username": "karin", "password": staff.PASSWORD, "code": code},
        {"username": "karin", "password": "x" * 20, "code": "12345678"},
        hired,
    ),
]
CHOOSES_ONLY = {ChoosePasswordForm}  # the new password is no credential yet
JUDGES_LATER = "/logga-in/"  # with joint refusals


def subclasses(form):
    return {form}.union(*(subclasses(each) for each in form.__subclasses__()))


def takes_a_credential(form):
    fields = form(lambda **told: None).fields.values() if form is not CredentialForm else ()
    return any(isinstance(field, CodeField | PasswordField) for field in fields)


def paths(patterns, before=""):
    for pattern in patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield f"/{path}"
        else:
            yield from paths(pattern.url_patterns, path)


def is_stopped(response):
    return response.context is not None and response.context["form"].has_error("__all__", "stopped")


def doors(mode):
    return [door for door in DOORS if mode == "separate" or door.path != JUDGES_LATER]


CASES = [(mode, door) for mode in MODES for door in doors(mode)]
IDS = [f"{mode} {door.path}" for mode, door in CASES]


def test_the_table_knows_every_form_that_takes_a_credential():
    taking = {form for form in subclasses(CredentialForm) if takes_a_credential(form)}
    assert taking - CHOOSES_ONLY == {door.form for door in DOORS}


@pytest.mark.row("A6")
def test_no_form_asks_a_security_question():
    asked = {name for door in DOORS for name in door.form(lambda **told: None).fields}
    proofs = {"number", "username", "password", "current", "code"}
    assert asked == proofs | {"choice", "again", "delivery"}


def asks_for_a_credential(answer):
    asked = (b'autocomplete="current-password"', b'autocomplete="one-time-code"')
    return any(each in answer.content for each in asked)


def test_the_table_knows_every_page_that_asks_for_one(logged_in):
    """Ask each page of the site, as nobody and as a customer, whether it has such a field."""
    plain = [each for each in paths(get_resolver().url_patterns) if not set(each) & set("<^\\")]
    asking = {
        path
        for path in plain
        for client in (Client(), logged_in)
        if not path.startswith("/demo/") and asks_for_a_credential(client.get(path))
    }
    assert asking <= {door.path for door in DOORS}
    assert len(asking) >= 4


@pytest.mark.row("S14", "B3", "B4")
@pytest.mark.parametrize(("mode", "door"), CASES, ids=IDS)
def test_five_wrong_attempts_stop_the_sixth_though_it_is_right(
    mode, door, client, kodbox, settings
):
    settings.REFUSALS = mode
    client.kodbox = kodbox
    door.come(client, kodbox)
    for _ in range(5):
        assert not is_stopped(door.try_(client, door.wrong, client.kodbox))
    before = client.kodbox.bank_counter()
    answer = door.try_(client, door.right, client.kodbox)
    assert is_stopped(answer) or door.form is AnonymousOrderForm
    assert client.kodbox.bank_counter() == before


@pytest.mark.row("S14", "B6")
@pytest.mark.parametrize(("mode", "door"), CASES, ids=IDS)
def test_a_right_attempt_is_not_kept_spent(mode, door, client, kodbox, settings):
    settings.REFUSALS = mode
    client.kodbox = kodbox
    door.come(client, kodbox)
    door.try_(client, door.right, client.kodbox)
    spent = sum(FailedAttempts.objects.values_list("failures", flat=True))
    assert spent == (1 if door.form is AnonymousOrderForm else 0)


@pytest.mark.row("S4")
@pytest.mark.parametrize(("mode", "door"), CASES, ids=IDS)
def test_an_attempt_is_spent_when_it_is_looked_at(
    mode, door, client, kodbox, settings, monkeypatch
):
    settings.REFUSALS = mode
    client.kodbox = kodbox
    door.come(client, kodbox)
    real, spent = Account.check_password, []

    def look(account, password):
        spent.append(FailedAttempts.objects.aggregate(spent=Sum("failures"))["spent"])
        return real(account, password)

    monkeypatch.setattr(Account, "check_password", look)
    door.try_(client, door.wrong, client.kodbox)
    assert all(spent)


@pytest.mark.row("B4", "B5")
@pytest.mark.parametrize("mode", MODES)
def test_one_count_holds_over_every_door_of_a_stranger(mode, kodbox, settings):
    settings.REFUSALS = mode
    by_path = {door.path: door for door in DOORS}
    tried = ["/nytt-losenord/", "/nytt-losenord/", "/bestall-kodbox/", "/bestall-kodbox/"]
    for path in tried:
        by_path[path].try_(Client(), by_path[path].wrong, kodbox)
    last = Client()
    to_the_code(last, kodbox)
    by_path["/logga-in/behorighetskod/"].try_(last, {"code": "12345678"}, kodbox)
    told = {"number": people.ASTRID, "code": kodbox.press()}
    assert is_stopped(Client().post("/nytt-losenord/", told))


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.path)
def test_no_report_of_a_fault_shows_what_was_typed(door, client, kodbox):
    client.kodbox = kodbox
    door.come(client, kodbox)
    answer = door.try_(client, door.wrong, client.kodbox)
    assert answer.wsgi_request.sensitive_post_parameters == "__ALL__"
