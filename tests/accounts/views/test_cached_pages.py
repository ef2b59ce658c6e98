"""A page that is kept is what anybody would see, and no misuse shows one customer to the next."""

import re
import time
from functools import partial

import pytest
from django import forms
from django.shortcuts import render
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from accounts.forms.login import ApproveForm, CodeForm, LoginForm
from accounts.forms.password_reset import NewPasswordForm, TemporaryPasswordForm
from accounts.forms.passwords import ChangePasswordForm, ChoosePasswordForm
from accounts.views import page_cache
from hembanken.audit import audit_log
from kodbox import stock
from tests import people
from tests.accounts import roads

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")\w+')
KEPT = {  # each page that is kept, and what it is drawn from
    "login": ("accounts/login.html", LoginForm),
    "login_choose_password": ("accounts/login_choose_password.html", ChoosePasswordForm),
    "login_code": ("accounts/login_code.html", CodeForm),
    "connect": ("accounts/connect.html", None),
    "agreement_approve": ("accounts/agreement_approve.html", ApproveForm),
    "new_password": ("accounts/new_password.html", NewPasswordForm),
    "change_password": ("accounts/change_password.html", ChangePasswordForm),
    "home": ("accounts/home.html", None),
}
MET_AT = {  # the stops of a first login at which other pages are opened
    "nothing": ("login", "new_password"),
    "home": (),
    "logged in": ("home", "change_password", "new_password"),
}


@pytest.fixture
def draw_login(logged_in):
    """Draw the page of the login for one browser, where nothing has been drawn yet."""
    request = logged_in.get("/hem/").wsgi_request
    page_cache.cached_pages.clear()
    return partial(page_cache.render_cached, request, "accounts/login.html")


def plainly(request, name, account):
    """Draw a page for its browser alone, as Django does."""
    template, form = KEPT[name]
    context = {"form": form() if form else "", "closes_choice": name == "login_code"}
    if name == "home":
        facts = {"name": account.full_name, "last_login": audit_log.previous_login(account.pk)}
        facts["devices"] = stock.held_by(account.pk)
        context["facts"] = render_to_string("accounts/home_facts.html", facts)
    return TOKEN.sub("", render(request, template, context).text)


def kept_pages_of_a_first_login(language):
    """Yield the name of each page, the answer, and whose it is."""
    newcomer = roads.newcomer()
    newcomer.client = Client(headers={"accept-language": language})
    for stop in roads.first_login(newcomer):
        for name in KEPT.keys() & MET_AT.get(stop, (stop,)):
            yield name, newcomer.client.get(reverse(name)), newcomer.account


@pytest.mark.parametrize("language", ["sv", "en"])
def test_each_page_that_is_kept_is_the_same_as_one_drawn_plainly(texts, monkeypatch, language):
    moment, met = time.time(), set()
    monkeypatch.setattr(time, "time", lambda: moment)
    for name, answer, account in kept_pages_of_a_first_login(language):
        met.add(name)
        assert TOKEN.sub("", answer.text) == plainly(answer.wsgi_request, name, account), name
    assert met == set(KEPT)


def test_the_initial_value_of_one_customer_is_not_shown_to_the_next(draw_login):
    assert "first" in draw_login(LoginForm(initial={"number": "first"})).text
    assert "first" not in draw_login(LoginForm()).text
    assert "second" in draw_login(LoginForm(initial={"number": "second"})).text


def test_what_a_form_was_given_for_one_customer_is_not_kept(draw_login):
    form = LoginForm()
    form.fields["number"] = forms.CharField(initial="first", label="first")
    assert "first" not in draw_login(form).text


def test_a_form_that_needs_more_than_its_class_is_refused(draw_login):
    with pytest.raises(TypeError, match="terms"):
        draw_login(TemporaryPasswordForm(terms=None))


def test_a_page_differs_by_flags_only(draw_login):
    with pytest.raises(TypeError, match="flags only"):
        draw_login(name="Astrid")


def test_a_form_that_is_only_shown_accepts_nothing():
    form = LoginForm(data={"number": people.ASTRID, "password": people.PASSWORD})
    with pytest.raises(TypeError, match="needs a domain function"):
        form.is_valid()
