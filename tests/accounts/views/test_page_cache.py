"""The page cache: cached pages hold no customer's data, and placeholders are filled in."""

import re

import pytest
from django.template import engines
from django.test import Client

from accounts.views import page_cache
from tests import people
from tests.forms import submit

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")\w+')
LOGIN, CODE, NEW_PASSWORD = "/logga-in/", "/logga-in/behorighetskod/", "/nytt-losenord/"


@pytest.fixture(autouse=True)
def empty_cache():
    page_cache.cached_pages.clear()


@pytest.fixture
def logged_in_request(logged_in):
    return logged_in.get("/hem/").wsgi_request


def visit_pages(kodbox, language):
    """Visit the pages of a login in a new browser."""
    client = Client(headers={"accept-language": language})
    client.get(LOGIN)
    client.get(NEW_PASSWORD)
    submit(client, LOGIN, {"number": people.ASTRID, "password": people.PASSWORD})
    client.get(CODE)
    submit(client, CODE, {"code": kodbox.press()})
    client.get("/hem/")


def cached_texts():
    return ["".join(parts) for parts in page_cache.cached_pages.values()]


def test_a_cached_page_has_the_token_of_its_own_browser():
    [first], [second] = (set(TOKEN.findall(Client().get(LOGIN).text)) for _browser in range(2))
    assert first != second


def test_a_cached_page_has_no_token_name_or_serial_number(astrid, kodbox):
    visit_pages(kodbox, "sv")
    visit_pages(kodbox, "en")
    assert len(cached_texts()) == 8
    for page in cached_texts():
        assert set(TOKEN.findall(page)) == {"csrf_token"}
        assert astrid.full_name not in page
        assert kodbox.device.serial not in page


def test_a_template_that_names_the_customer_is_rendered_without_the_name(
    logged_in_request, monkeypatch
):
    leak = engines["django"].from_string("{{ user.full_name }}{{ request.session.begun_at }}.")
    assert leak.render({}, logged_in_request).startswith("Astrid")
    monkeypatch.setattr(page_cache, "render_to_string", lambda _name, *args: leak.render(*args))
    assert page_cache.render_cached(logged_in_request, "accounts/leak.html").text == "."


def test_a_page_with_typed_values_is_not_cached(client, astrid):
    page = submit(client, LOGIN, {"number": people.ASTRID, "password": "12"})
    assert people.ASTRID in page.text
    assert people.ASTRID not in Client().get(LOGIN).text
    assert not [page for page in cached_texts() if people.ASTRID in page or "Felaktigt" in page]


def test_a_message_is_shown_to_one_browser_once(client, astrid):
    client.get(LOGIN)
    ended = "Du är utloggad."
    assert ended in client.get("/utloggad/", follow=True).text
    assert ended not in client.get(LOGIN).text
    assert not [page for page in cached_texts() if ended in page]


def test_the_code_page_has_two_variants_one_for_a_chosen_password(astrid, bo):
    text = "Då gäller lösenordet som du har valt."
    ordinary, choosing = Client(), Client()
    ordinary.post(LOGIN, {"number": people.ASTRID, "password": people.PASSWORD})
    choosing.post(LOGIN, {"number": people.BO, "password": bo.temporary})
    choosing.post("/logga-in/nytt-losenord/", {"choice": "4072", "again": "4072"})
    browsers = ordinary, choosing, ordinary
    assert [text in browser.get(CODE).text for browser in browsers] == [0, 1, 0]


def test_a_page_has_two_variants_one_for_logged_in_customers(logged_in):
    browsers = Client(), logged_in, Client()
    assert ["Logga ut" in browser.get(NEW_PASSWORD).text for browser in browsers] == [0, 1, 0]


def test_a_page_shows_when_its_time_can_no_longer_be_extended(
    settings, client, astrid, kodbox, pass_time
):
    settings.SESSION_SECONDS = 400
    people.log_in(client, people.ASTRID, people.PASSWORD, kodbox)
    assert 'data-extendable="true"' in client.get("/hem/").text
    pass_time(200)
    assert 'data-extendable="false"' in client.get("/hem/").text


def test_a_placeholder_value_is_escaped(logged_in_request):
    response = page_cache.render_cached(
        logged_in_request, "accounts/home.html", placeholders={"facts": "<script>"}
    )
    assert "&lt;script&gt;" in response.text
    assert "<script>" not in response.text
