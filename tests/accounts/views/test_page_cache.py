"""Pages that are drawn once in a process: the same for everybody, and nobody's."""

import re

import pytest
from django.template import engines
from django.test import Client

from accounts.models import Account
from accounts.views import page_cache
from tests import people

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")\w+')
LOGIN, CODE, NEW_PASSWORD = "/logga-in/", "/logga-in/behorighetskod/", "/nytt-losenord/"


@pytest.fixture(autouse=True)
def nothing_drawn():
    page_cache.cached_pages.clear()


@pytest.fixture
def request_of_astrid(client, kodbox):
    """A request of hers, logged in."""
    people.log_in(client, people.ASTRID, people.PASSWORD, kodbox)
    return client.get("/hem/").wsgi_request


def pages(kodbox, language):
    """Return what each page of a login looks like in a browser of its own, the tokens apart."""
    client = Client(headers={"accept-language": language})
    seen = [client.get(LOGIN), client.get(NEW_PASSWORD)]
    client.post(LOGIN, {"number": people.ASTRID, "password": people.PASSWORD})
    seen.append(client.get(CODE))
    client.post(CODE, {"code": kodbox.press()})
    seen.append(client.get("/hem/"))
    return [TOKEN.sub("", each.text) for each in seen]


def kept():
    """Return the text of each page that is kept, with its gaps."""
    return ["".join(each) for each in page_cache.cached_pages.values()]


def first_difference(one, other):
    return next(((a, b) for a, b in zip(one, other, strict=True) if a != b), None)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_page_looks_the_same_when_it_is_drawn_again(kodbox, language):
    for each in ("sv", "en"):
        pages(kodbox, each)
    drawn_again = [each.splitlines() for each in pages(kodbox, language)[:3]]
    page_cache.cached_pages.clear()
    drawn_first = [each.splitlines() for each in pages(kodbox, language)[:3]]
    assert first_difference(drawn_again, drawn_first) is None


def test_a_page_that_is_drawn_again_has_a_token_of_its_own_browser(kodbox):
    tokens = [set(TOKEN.findall(Client().get(LOGIN).text)) for _browser in range(2)]
    assert all(len(each) == 1 for each in tokens)
    assert tokens[0] != tokens[1]


def test_what_is_kept_knows_nobody_and_holds_no_token(astrid, kodbox):
    pages(kodbox, "sv")
    pages(kodbox, "en")
    assert len(kept()) == 8
    for page in kept():
        assert set(TOKEN.findall(page)) == {"csrf_token"}
        assert astrid.full_name not in page
        assert kodbox.device.serial not in page


def test_a_page_that_is_kept_cannot_name_anybody(request_of_astrid, monkeypatch):
    """A template that tells of the customer where it has no gap tells of nobody."""
    telling = engines["django"].from_string("{{ user.full_name }}{{ request.session.started_at }}.")
    assert telling.render({}, request_of_astrid).startswith("Astrid")
    monkeypatch.setattr(page_cache, "render_to_string", lambda _name, *told: telling.render(*told))
    assert page_cache.render_cached(request_of_astrid, "accounts/telling.html").text == "."


def test_what_was_typed_is_never_kept(client, astrid):
    client.post(LOGIN, {"number": people.ASTRID, "password": "12"})
    assert people.ASTRID not in client.get(LOGIN).text
    assert not [page for page in kept() if people.ASTRID in page or "Det finns ett" in page]


def test_a_message_is_told_to_one_browser_once(client, astrid):
    client.get(LOGIN)
    ended = "Du är utloggad."
    assert ended in client.get("/utloggad/", follow=True).text
    assert ended not in client.get(LOGIN).text
    assert not [page for page in kept() if ended in page]


def test_a_page_tells_of_a_chosen_password_where_one_waits_alone(astrid, bo):
    told = "Då gäller lösenordet som du har valt."
    in_step, choosing = Client(), Client()
    in_step.post(LOGIN, {"number": people.ASTRID, "password": people.PASSWORD})
    choosing.post(LOGIN, {"number": people.BO, "password": bo.temporary})
    choosing.post("/logga-in/nytt-losenord/", {"choice": "4072", "again": "4072"})
    assert [told in each.get(CODE).text for each in (in_step, choosing, in_step)] == [0, 1, 0]


def test_who_is_logged_in_has_a_page_of_their_own(logged_in):
    browsers = Client(), logged_in, Client()
    assert ["Logga ut" in each.get(NEW_PASSWORD).text for each in browsers] == [0, 1, 0]


def test_a_page_says_when_its_time_has_become_the_last(settings, client, astrid, kodbox, pass_time):
    settings.SESSION_SECONDS = 400
    people.log_in(client, people.ASTRID, people.PASSWORD, kodbox)
    assert 'data-extendable="true"' in client.get("/hem/").text
    pass_time(200)
    assert 'data-extendable="false"' in client.get("/hem/").text


def test_a_page_without_fields_has_nothing_in_their_place(client, astrid, kodbox):
    Account.objects.filter(pk=astrid.pk).update(connected_at=None)
    client.post(LOGIN, {"number": people.ASTRID, "password": people.PASSWORD})
    client.post(CODE, {"code": kodbox.press()})
    assert "None" not in client.get("/anslut/").text


def test_what_fills_a_gap_is_escaped(request_of_astrid):
    drawn = page_cache.render_cached(
        request_of_astrid, "accounts/home.html", placeholders={"facts": "<script>"}
    )
    assert "&lt;script&gt;" in drawn.text
    assert "<script>" not in drawn.text
