"""The first field of a login page has the focus when the page opens without errors."""

import re

import pytest

from tests import people

pytestmark = pytest.mark.django_db
FOCUSED = re.compile(r"<input(?=[^>]* autofocus)[^>]* name=\"(\w+)\"")
LOGIN, CODE, RESET = "/logga-in/", "/logga-in/behorighetskod/", "/nytt-losenord/"
ORDER = "/bestall-kodbox/"


def focused(response):
    return FOCUSED.findall(response.text.split("<main")[1].split("</main")[0])


@pytest.mark.parametrize(("path", "name"), [(LOGIN, "number"), (RESET, "number")])
def test_the_number_has_the_focus(client, path, name):
    assert focused(client.get(path)) == [name]


def test_the_code_has_the_focus(client, astrid):
    client.post(LOGIN, {"number": people.ASTRID, "password": people.PASSWORD})
    assert focused(client.get(CODE)) == ["code"]


@pytest.mark.parametrize("path", [LOGIN, RESET])
def test_no_field_has_the_focus_on_a_page_with_errors(client, path):
    assert focused(client.post(path, {"number": "", "code": ""}, follow=True)) == []
    assert focused(client.get(path)) in ([], ["number"])


def test_a_page_that_begins_with_text_keeps_the_focus_at_its_start(client):
    assert focused(client.get(ORDER)) == []
