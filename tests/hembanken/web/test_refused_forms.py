"""A refused form redirects to its page, which shows its errors for two minutes (S9, G5)."""

import json

import pytest
from django.core.exceptions import ValidationError

from accounts.forms.fields import NumberField
from accounts.forms.login import CodeForm, LoginForm
from accounts.forms.passwords import ChangePasswordForm, ChoosePasswordForm
from hembanken.sessions.models import Session
from hembanken.web import refused_forms
from tests import people
from tests.accounts.login.test_steps_out_of_order import FLOWS, pages, same_browser
from tests.accounts.walker import rolled_back
from tests.forms import errors, submit

LOGIN, ORDER, CODE = "/logga-in/", "/bestall-kodbox/", "/logga-in/behorighetskod/"
COOKIE = "hembanken-refusal"
WRONG = {"number": people.ASTRID, "password": "9513"}
REFUSED = {"__all__": ["refused"], "password": ["advice"]}
EMPTY = {"csrfmiddlewaretoken": "x"}
INVALID = {"number": "x", "password": "1", "code": "1", "choice": "1", "delivery": "x"}
ANSWER_THEMSELVES = {"temporary_password", "stay"}  # shows a secret once; answers a script


@pytest.mark.row("S9")
def test_a_refused_form_redirects_to_its_page_and_a_reload_keeps_the_errors(client, astrid):
    response = client.post(LOGIN, WRONG)
    assert (response.status_code, response.url, response.content) == (302, LOGIN, b"")
    for _reload in range(2):
        page = client.get(LOGIN)
        assert errors(page) == REFUSED
        assert f'value="{people.ASTRID}"' in page.text


def test_the_errors_are_gone_after_two_minutes(client, astrid, pass_time):
    client.post(LOGIN, WRONG)
    pass_time(119)
    assert errors(client.get(LOGIN)) == REFUSED
    pass_time(1)
    assert "Felaktigt" not in client.get(LOGIN).text


def test_the_errors_are_gone_after_the_next_form(client, astrid, kodbox):
    client.post(LOGIN, WRONG)
    people.log_in(client, people.ASTRID, people.PASSWORD, kodbox)
    assert client.cookies[COOKIE].value == ""


def test_changing_the_language_keeps_the_errors_and_translates_them(client, astrid):
    client.post(LOGIN, WRONG)
    client.post("/sprak/", {"language": "en", "next": LOGIN})
    page = client.get(LOGIN)
    assert errors(page) == REFUSED
    assert "Felaktigt" not in page.text


def test_the_errors_belong_to_their_page(client, astrid):
    cookies = {}
    for path in (LOGIN, ORDER):
        client.post(path, WRONG)
        cookies[path] = client.cookies[COOKIE].value
    client.cookies[COOKIE] = cookies[LOGIN]
    assert "Felaktigt" not in client.get("/nytt-losenord/").text
    assert "Felaktigt" not in client.get(ORDER).text


@pytest.mark.parametrize("change", [lambda c: "", lambda c: "x", lambda c: c[:-8], lambda c: "å"])
def test_an_altered_cookie_is_ignored(change, client, astrid):
    client.post(LOGIN, WRONG)
    client.cookies[COOKIE] = change(client.cookies[COOKIE].value)
    assert "Felaktigt" not in client.get(LOGIN).text


@pytest.mark.row("S9")
def test_a_stranger_gets_no_session(client, db):
    assert errors(submit(client, LOGIN, WRONG)) == REFUSED
    assert not Session.objects.exists()


@pytest.mark.row("D7")
def test_the_cookie_holds_no_secret_and_no_long_input(client, db, settings):
    form = LoginForm(lambda **_: None, {"number": "1" * 101, "password": "12345678"})
    assert not form.is_valid()
    content = refused_forms._decode(refused_forms._encode(form, LOGIN), LOGIN)
    assert content["kept"] == {}
    assert "12345678" not in json.dumps(content)
    submit(client, LOGIN, WRONG)
    cookie = client.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Strict", 120)


def messages_of(form_class):
    """Return every message that a form class or its fields can raise."""
    fields = form_class.base_fields.values()
    owners = [form_class, *fields]
    texts = [str(getattr(owner, name)) for owner in owners for name in dir(owner) if is_text(name)]
    return texts + [str(each) for each in NumberField.messages.values()]


def is_text(name):
    return name.endswith("_message") or name in ("empty", "shape", "mistaken")


@pytest.mark.row("S9")
@pytest.mark.parametrize(
    "form_class", [LoginForm, CodeForm, ChoosePasswordForm, ChangePasswordForm]
)
def test_the_cookie_has_one_length_whatever_it_holds(form_class, db):
    longest = max(messages_of(form_class), key=len)
    form = form_class(lambda **_: None, {"number": "\0" * 100})
    lengths = set()
    for count in range(3):
        form.full_clean()
        for name in (None, *form.fields) if count else ():
            for _ in range(count):
                form.add_error(name, ValidationError(longest, code="x"))
        lengths.add(len(refused_forms._encode(form, LOGIN)))
    assert len(lengths) == 1
    assert lengths.pop() + len(COOKIE) < 4_096 - len("__Host-; HttpOnly; Secure; SameSite=Strict")


@pytest.mark.parametrize("flow", sorted(set(FLOWS) - {"staff"}))
def test_no_form_of_a_customer_answers_with_a_page(flow, texts, settings):
    settings.REFUSALS = "joint" if flow == "joint" else "separate"
    new_walker, walk = FLOWS[flow]
    walker = new_walker()
    answered = set()
    for state in walk(walker):
        for name, path in pages():
            if name.startswith("admin:") or name in ANSWER_THEMSELVES:
                continue
            for values in (EMPTY, INVALID):
                with rolled_back():
                    response = same_browser(walker.client).post(path, values)
                    if response.context and response.context.get("form"):
                        answered.add((state, path))
    assert answered == set()
