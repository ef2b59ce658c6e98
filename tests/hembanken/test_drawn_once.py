"""Parts of pages that are drawn once in a process: the same for everybody, and nobody's."""

import pickle
import re

import pytest
from django.core.cache import cache
from django.test import Client

from tests import people

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")\w+')
LOGGED_IN = ("/hem/", "/om-hembanken/sakerhetslosning/", "/bestall-kodbox/")


@pytest.fixture(autouse=True)
def nothing_drawn():
    cache.clear()


def pages(kodbox, language):
    """Return what each page of a login looks like in a browser of its own, the tokens apart."""
    client = Client(headers={"accept-language": language})
    seen = [client.get("/logga-in/"), client.get("/nytt-losenord/")]
    client.post("/logga-in/", {"number": people.ASTRID, "password": people.PASSWORD})
    seen.append(client.get("/logga-in/behorighetskod/"))
    client.post("/logga-in/behorighetskod/", {"code": kodbox.press()})
    seen += [client.get(path) for path in LOGGED_IN]
    return [TOKEN.sub("", each.text) for each in seen if each.status_code == 200]


def kept():
    return [pickle.loads(each) for each in cache._cache.values()]


def first_difference(one, other):
    return next(((a, b) for a, b in zip(one, other, strict=True) if a != b), None)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_page_looks_the_same_when_it_is_drawn_again(kodbox, language):
    for each in ("sv", "en"):
        pages(kodbox, each)
    drawn_again = [each.splitlines() for each in pages(kodbox, language)[:3]]
    cache.clear()
    drawn_first = [each.splitlines() for each in pages(kodbox, language)[:3]]
    assert len(drawn_again) == 3
    assert first_difference(drawn_again, drawn_first) is None


def test_what_is_kept_knows_nobody_and_holds_no_token(astrid, kodbox):
    pages(kodbox, "sv")
    pages(kodbox, "en")
    assert len(kept()) > 20
    for part in kept():
        assert "csrfmiddlewaretoken" not in part
        assert astrid.full_name not in part
        assert kodbox.device.serial not in part


def test_what_was_typed_is_never_kept(client, astrid):
    client.post("/logga-in/", {"number": people.ASTRID, "password": "12"})
    assert people.ASTRID not in client.get("/logga-in/").text
    assert not [part for part in kept() if people.ASTRID in part or "Det finns ett" in part]
