"""What an attacker sees and measures is the same for every cause behind one message (S9)."""

import re

import pytest
from django.contrib.auth import hashers
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import agreements, passwords
from accounts.models import Account
from hembanken.journal import journal
from kodbox import hotp
from tests import people

pytestmark = pytest.mark.django_db
WRONG = "9513"


def no_password(account):
    Account.objects.filter(pk=account.pk).update(password="!")
    return people.PASSWORD


def expired(account, pass_time):
    temporary = passwords.issue_temporary(account, journal.NOWHERE)
    pass_time(1_801)
    return temporary


def blocked(account):
    agreements.block(account, "test")
    return people.PASSWORD


PASSWORD_CAUSES = ["unknown", "wrong", "no password", "expired", "blocked"]
CODE_CAUSES = ["unknown", "wrong code", "no kodbox", "blocked kodbox", "blocked", "used", "far"]


@pytest.fixture
def password_cause(request, astrid, pass_time):
    """Return number and password for one cause of refusal."""
    people.new_customer(people.CECILIA, "Cecilia Ny")
    cause = request.param
    if cause == "unknown":
        return people.NOBODY, WRONG
    made = {
        "wrong": lambda: WRONG,
        "no password": lambda: no_password(astrid),
        "expired": lambda: expired(astrid, pass_time),
        "blocked": lambda: blocked(astrid),
    }
    return people.ASTRID, made[cause]()


@pytest.fixture
def code_cause(request, astrid, kodbox):
    """Return number and code for one cause of refusal."""
    people.new_customer(people.CECILIA, "Cecilia Ny")
    happened = {
        "blocked kodbox": lambda: people.block(kodbox),
        "blocked": lambda: agreements.block(astrid, "test"),
        "used": lambda: people.log_in(Client(), people.ASTRID, people.PASSWORD, kodbox),
    }
    happened.get(request.param, lambda: None)()
    return {
        "unknown": (people.NOBODY, "12345678"),
        "no kodbox": (people.CECILIA, "12345678"),
        "wrong code": (people.ASTRID, "12345678"),
        "far": (people.ASTRID, kodbox.code_at(1_000)),
    }.get(request.param, (people.ASTRID, kodbox.code_at(0)))


def seen(response):
    """Return all that a client sees, less what differs for every answer."""
    body = re.sub(r'(csrfmiddlewaretoken" value=")[^"]*|value="[0-9]{12}"', "", response.text)
    return response.status_code, body, dict(response.headers), sorted(response.cookies)


def work(monkeypatch, act):
    """Return the numbers of hashes, HMACs and statements that an answer costs."""
    counts = {"hashes": 0, "hmacs": 0}
    encode, verify, truncated = (
        hashers.Argon2PasswordHasher.encode,
        hashers.Argon2PasswordHasher.verify,
        hotp._truncated,
    )

    def counting(name, real):
        def counted(*args):
            counts[name] += 1
            return real(*args)

        return counted

    with monkeypatch.context() as patch:
        patch.setattr(hashers.Argon2PasswordHasher, "encode", counting("hashes", encode))
        patch.setattr(hashers.Argon2PasswordHasher, "verify", counting("hashes", verify))
        patch.setattr(hotp, "_truncated", counting("hmacs", truncated))
        with CaptureQueriesContext(connection) as queries:
            response = act()
    kinds = [query["sql"].split()[0] for query in queries]
    transaction_control = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return response, counts, [kind for kind in kinds if kind not in transaction_control]


def refused_password(client, number, password):
    return client.post("/logga-in/", {"number": number, "password": password})


def refused_code(client, number, code):
    return client.post("/nytt-losenord/", {"number": number, "code": code})


@pytest.mark.row("S9", "B1")
@pytest.mark.parametrize("password_cause", PASSWORD_CAUSES, indirect=True)
def test_a_refused_password_looks_the_same_whatever_the_cause(password_cause, client):
    unlike = seen(refused_password(client, people.BO, WRONG))
    response = refused_password(client, *password_cause)
    assert "Felaktigt personnummer eller lösenord" in response.text
    assert seen(response) == unlike


@pytest.mark.row("S9")
@pytest.mark.parametrize("password_cause", PASSWORD_CAUSES, indirect=True)
def test_a_refused_password_costs_the_same_whatever_the_cause(password_cause, client, monkeypatch):
    refused_password(client, people.BO, WRONG)
    _, unlike, statements = work(monkeypatch, lambda: refused_password(client, people.BO, WRONG))
    refused_password(client, password_cause[0], "0000")
    _, counts, kinds = work(monkeypatch, lambda: refused_password(client, *password_cause))
    assert counts == unlike == {"hashes": 1, "hmacs": 0}
    assert kinds == statements


@pytest.mark.row("S9", "D2")
@pytest.mark.parametrize("code_cause", CODE_CAUSES, indirect=True)
def test_a_refused_code_looks_and_costs_the_same_whatever_the_cause(
    code_cause, client, monkeypatch
):
    refused_code(client, people.BO, "00000000")
    unlike, work_unlike, statements = work(
        monkeypatch, lambda: refused_code(client, people.BO, "00000000")
    )
    refused_code(client, code_cause[0], "00000000")
    response, counts, kinds = work(monkeypatch, lambda: refused_code(client, *code_cause))
    assert "Felaktigt behörighetskod" in response.text
    assert seen(response) == seen(unlike)
    assert counts == work_unlike == {"hashes": 0, "hmacs": 2_002}
    assert kinds == statements
