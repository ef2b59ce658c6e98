"""A cached page equals the uncached one, and no misuse shows one customer's data to the next."""

import re
import time
from functools import partial

import pytest
from django import forms
from django.shortcuts import render
from django.test import Client
from django.urls import reverse

from accounts.forms.login import LoginForm
from accounts.forms.password_reset import TemporaryPasswordForm
from accounts.login import progress
from accounts.models import Account
from accounts.views import page_cache
from accounts.views.security import home_facts
from tests import people
from tests.accounts import roads

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")\w+')
WITH_USERNAME = ("login_choose_password", "agreement_approve", "change_password")
PAGES_IN_STATE = {  # the pages opened in a state of a first login, if not the one of its name
    "nothing": ("login", "new_password"),
    "home": (),
    "logged in": ("home", "change_password", "new_password"),
}


@pytest.fixture
def render_login(logged_in):
    """Render the login page for one browser, with an empty cache."""
    request = logged_in.get("/hem/").wsgi_request
    page_cache.cached_pages.clear()
    return partial(page_cache.render_cached, request, "accounts/login.html")


def cached_at(path):
    """Return the template and the form class of the page cached for a path, or None."""
    return next(((key[0], key[2]) for key in page_cache.cached_pages if key[1] == path), None)


def render_uncached(request, name, progress):
    template, form = cached_at(request.path)
    context = {"form": form() or "", "confirms_password": name == "login_code"}
    context |= progress.context
    if name == "home":
        context["facts"] = home_facts(request)
    if name in WITH_USERNAME:
        context["username"] = str(Account.objects.get(is_staff=False).identifier.digits)
    return TOKEN.sub("", render(request, template, context).text)


def cached_pages_of_a_first_login(language):
    """Yield the name of each page, its response, and the progress that it shows."""
    newcomer = roads.newcomer()
    newcomer.client = Client(headers={"accept-language": language})
    for state in roads.first_login(newcomer):
        for name in PAGES_IN_STATE.get(state, (state,)):
            login = newcomer.login
            shown = login.progress_at(login.step) if login else progress.LOGIN
            response = newcomer.client.get(reverse(name))
            if cached_at(reverse(name)):
                yield name, response, shown


@pytest.mark.parametrize("language", ["sv", "en"])
def test_each_cached_page_equals_the_uncached_one(texts, monkeypatch, language):
    moment, visited = time.time(), set()
    monkeypatch.setattr(time, "time", lambda: moment)
    for name, answer, shown in cached_pages_of_a_first_login(language):
        visited.add(name)
        uncached = render_uncached(answer.wsgi_request, name, shown)
        assert TOKEN.sub("", answer.text) == uncached, name
    assert visited > {"login", "agreement_approve", "change_password", "home"}


def test_the_initial_value_of_one_customer_is_not_shown_to_the_next(render_login):
    assert "first" in render_login(LoginForm(initial={"number": "first"})).text
    assert "first" not in render_login(LoginForm()).text
    assert "second" in render_login(LoginForm(initial={"number": "second"})).text


def test_a_changed_field_of_one_customers_form_is_not_cached(render_login):
    form = LoginForm()
    form.fields["number"] = forms.CharField(initial="first", label="first")
    assert "first" not in render_login(form).text


def test_a_form_that_needs_arguments_is_refused(render_login):
    with pytest.raises(TypeError, match="terms"):
        render_login(TemporaryPasswordForm(terms=None))


def test_a_cached_page_differs_by_flags_only(render_login):
    with pytest.raises(TypeError, match="flags only"):
        render_login(name="Astrid")


def test_a_form_without_a_domain_function_cannot_be_submitted():
    form = LoginForm(data={"number": people.ASTRID, "password": people.PASSWORD})
    with pytest.raises(TypeError, match="needs a domain function"):
        form.is_valid()
