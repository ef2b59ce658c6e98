"""A refusal has the same page, headers and cost whatever its cause (S9).

With joint refusals the first page refuses nothing, and the second has one message whatever was
wrong of number, password and code (B1, B2).
"""

import pytest
from django.test import Client

from accounts.credentials import passwords
from accounts.customers import agreements
from accounts.models import Account
from hembanken.audit import audit_log
from hembanken.request_context import Actor
from tests import people
from tests.forms import submit
from tests.observing import seen, work

pytestmark = pytest.mark.django_db
WRONG = "9513"
PASSWORD_CAUSES = ["unknown", "wrong", "no password", "expired", "blocked"]
CODE_CAUSES = ["unknown", "wrong code", "no kodbox", "blocked kodbox", "blocked", "used", "far"]
JOINT_CAUSES = [
    *PASSWORD_CAUSES,
    *(f"right password, {cause}" for cause in CODE_CAUSES if cause != "unknown"),
]


@pytest.fixture
def joint(settings):
    settings.REFUSALS = "joint"


def no_password(account):
    Account.objects.filter(pk=account.pk).update(password="!")
    return people.PASSWORD


def expired(account, pass_time):
    temporary = passwords.issue_temporary(account, audit_log.NO_CONTEXT)
    pass_time(1_801)
    return temporary


def blocked(account):
    agreements.block(account, Actor(account.pk, "test"))
    return people.PASSWORD


def password_for(cause, astrid, pass_time):
    """Return number and password for one cause of refusal."""
    if cause == "unknown":
        return people.NOBODY, WRONG
    password_by_cause = {
        "right": lambda: people.PASSWORD,
        "wrong": lambda: WRONG,
        "no password": lambda: no_password(astrid),
        "expired": lambda: expired(astrid, pass_time),
        "blocked": lambda: blocked(astrid),
    }
    return people.ASTRID, password_by_cause[cause]()


@pytest.fixture
def password_cause(request, astrid, pass_time):
    return password_for(request.param, astrid, pass_time)


def code_for(cause, astrid, kodbox):
    """Return number and code for one cause of refusal."""
    people.new_customer(people.CECILIA, "Cecilia Ny")
    preparations = {
        "blocked kodbox": lambda: people.block(kodbox),
        "blocked": lambda: agreements.block(astrid, Actor(astrid.pk, "test")),
        "used": lambda: people.use_code(astrid, kodbox.press()),
    }
    preparations.get(cause, lambda: None)()
    return {
        "unknown": (people.NOBODY, "12345678"),
        "no kodbox": (people.CECILIA, "12345678"),
        "wrong code": (people.ASTRID, "12345678"),
        "far": (people.ASTRID, kodbox.code_at(1_000)),
    }.get(cause, (people.ASTRID, kodbox.code_at(0)))


@pytest.fixture
def code_cause(request, astrid, kodbox):
    return code_for(request.param, astrid, kodbox)


@pytest.fixture
def joint_cause(request, astrid, kodbox, pass_time):
    """Return number, password and code for one cause of refusal."""
    cause = request.param.removeprefix("right password, ")
    if cause == request.param:
        return *password_for(cause, astrid, pass_time), kodbox.code_at(0)
    number, code = code_for(cause, astrid, kodbox)
    return number, people.PASSWORD, code


def enter_password(client, number, password):
    return submit(client, "/logga-in/", {"number": number, "password": password})


def start_reset(client, number, code):
    return submit(client, "/nytt-losenord/", {"number": number, "code": code})


def enter_code(client, code):
    return submit(client, "/logga-in/behorighetskod/", {"code": code})


@pytest.mark.row("S9", "B1")
@pytest.mark.parametrize("failures", [1, 4])
@pytest.mark.parametrize("password_cause", PASSWORD_CAUSES, indirect=True)
def test_a_refused_password_has_the_same_page_and_cost_whatever_the_cause(
    password_cause, failures, client, monkeypatch, settings
):
    settings.REFUSALS = "separate"
    for _ in range(failures):
        enter_password(client, people.BO, WRONG)
        enter_password(client, password_cause[0], "0000")
    expected, expected_counts, expected_kinds = work(
        monkeypatch, lambda: enter_password(client, people.BO, WRONG)
    )
    response, counts, kinds = work(monkeypatch, lambda: enter_password(client, *password_cause))
    assert response.context["form"].has_error("__all__", "refused")
    assert seen(response) == seen(expected)
    assert counts == expected_counts == {"hashes": 1, "hmacs": 0}
    assert kinds == expected_kinds


@pytest.mark.row("S9", "D2")
@pytest.mark.parametrize("mode", ["separate", "joint"])
@pytest.mark.parametrize("code_cause", CODE_CAUSES, indirect=True)
def test_a_refused_code_has_the_same_page_and_cost_whatever_the_cause(
    code_cause, mode, client, monkeypatch, settings
):
    settings.REFUSALS = mode
    start_reset(client, people.BO, "00000000")
    expected, expected_counts, expected_kinds = work(
        monkeypatch, lambda: start_reset(client, people.BO, "00000000")
    )
    start_reset(client, code_cause[0], "00000000")
    response, counts, kinds = work(monkeypatch, lambda: start_reset(client, *code_cause))
    assert response.context["form"].has_error("__all__", "refused")
    assert seen(response) == seen(expected)
    assert counts == expected_counts == {"hashes": 0, "hmacs": 2_022}
    assert kinds == expected_kinds


@pytest.mark.row("B1", "S9")
@pytest.mark.parametrize("joint_cause", [*JOINT_CAUSES, "right"], indirect=True)
def test_with_joint_refusals_the_first_page_reveals_nothing(joint_cause, joint, monkeypatch):
    number, password, _code = joint_cause
    expected, expected_counts, expected_kinds = work(
        monkeypatch, lambda: enter_password(Client(), people.NOBODY, WRONG)
    )
    response, counts, kinds = work(monkeypatch, lambda: enter_password(Client(), number, password))
    assert seen(response) == seen(expected)
    assert (counts, kinds) == (expected_counts, expected_kinds)
    assert response.url == "/logga-in/behorighetskod/"


@pytest.mark.row("B2", "S9")
@pytest.mark.parametrize("joint_cause", JOINT_CAUSES, indirect=True)
def test_with_joint_refusals_the_second_page_has_one_message(joint_cause, joint, monkeypatch):
    number, password, code = joint_cause
    stranger, client = Client(), Client()
    enter_password(stranger, people.BO, WRONG)
    enter_password(client, number, password)
    for browser in (stranger, client):
        enter_code(browser, "00000000")
    expected, expected_counts, expected_kinds = work(
        monkeypatch, lambda: enter_code(stranger, "87654321")
    )
    response, counts, kinds = work(monkeypatch, lambda: enter_code(client, code))
    assert "Felaktigt personnummer, lösenord eller behörighetskod" in response.text
    assert seen(response) == seen(expected)
    assert counts == expected_counts == {"hashes": 1, "hmacs": 2_022}
    assert kinds == expected_kinds
