"""What the bank's help promises, promise by promise: `help_promises.toml` is the table."""

import re
import tomllib
from html import unescape
from importlib import import_module
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from accounts.login.steps import Step
from kodbox.emulator.device import Device
from kodbox.emulator.keys import parse
from tests import people
from tests.accounts import roads
from tests.emulator.conftest import PIN, SECRET, START_PIN
from tests.forms import submit

ROOT = Path(__file__).parents[3]
PROMISES = tomllib.loads(Path(__file__).with_name("help_promises.toml").read_text())["promise"]
PUBLIC = ["/logga-in/", "/nytt-losenord/", "/bestall-kodbox/", "/hjalp/"]
SECURITY = "/om-hembanken/sakerhetslosning/"
HOME = ["/hem/", "/om-hembanken/", SECURITY, f"{SECURITY}byt-losenord/"]


def by_kind(kind):
    return [promise for promise in PROMISES if kind in promise]


def of_strangers():
    """Return the pages before a login, and those of a refused one."""
    client = Client()
    pages = {path: client.get(path) for path in PUBLIC}
    refused = {"number": people.ASTRID, "password": "9513"}
    pages["refused number and password"] = submit(client, "/logga-in/", refused)
    pages["code in the password field"] = submit(
        client, "/logga-in/", refused | {"password": "12345678"}
    )
    return pages


def of_first_login():
    """Return the page of each step, from the request for a password to home and out again."""
    walker, pages = roads.newcomer(), {}
    for _state in roads.start_reset(walker):
        pass
    temporary = reverse("temporary_password")
    pages[temporary] = walker.client.get(temporary)
    shown = pages["temporary password shown"] = walker.client.post(temporary, {"draw": "1"})
    walker.password = shown.context["password"]
    walker.encrypted = shown.context["form"]["encrypted"].value()
    walker.post("temporary_password")
    steps = set(Step) - {Step.DONE}
    for state in roads.first_login(walker):
        if state in steps:
            pages[reverse(state)] = walker.client.get(reverse(state))
        if state == Step.CHOOSE_PASSWORD:
            easy = {"choice": "4444", "again": "4444"}
            pages["easy password"] = submit(walker.client, reverse(state), easy)
        if state == Step.CODE:
            pages["refused code"] = submit(walker.client, reverse(state), {"code": "00000000"})
    pages |= {path: walker.client.get(path) for path in HOME}
    pages["logged out"] = walker.client.post("/logga-ut/", follow=True)
    return pages


def in_topic(html, topic):
    topics = re.findall('<details class="topic".*?</details>', html, re.DOTALL)
    return next(each for each in topics if f' id="{topic}"' in each)


def missing_from(text, shows):
    """Return the first of the texts that does not follow the ones before it."""
    for each in shows:
        _before, found, text = text.partition(each)
        if not found:
            return each
    return None


def test_the_pages_show_what_the_help_promises(texts, astrid):
    html = {
        page: re.sub(r"\s+", " ", unescape(response.text))
        for page, response in (of_strangers() | of_first_login()).items()
    }
    missing = {}
    for promise in by_kind("page"):
        text = html[promise["page"]]
        text = in_topic(text, promise["topic"]) if "topic" in promise else text
        missing[promise["says"]] = missing_from(text[text.index("<h") :], promise["shows"])
    assert {says: text for says, text in missing.items() if text} == {}


@pytest.mark.parametrize("promise", by_kind("keys"), ids=lambda promise: promise["says"])
def test_the_kodbox_displays_what_the_help_promises(promise):
    kodbox = Device("1", SECRET, START_PIN, pin=None if promise.get("kodbox") == "new" else PIN)
    displays = []
    for keys in promise["keys"]:
        for key in parse(keys):
            kodbox.press(key, 1_000_000)
        displays.append(str(kodbox.display(1_000_000)))
    assert displays == promise["displays"]


def test_every_other_promise_has_a_test_that_exists():
    named = [promise["test"].split("::") for promise in by_kind("test")]
    modules = {file: import_module(file.removesuffix(".py").replace("/", ".")) for file, _ in named}
    absent = [name for file, name in named if not hasattr(modules[file], name)]
    assert absent == []


def test_every_promise_is_held_in_one_way():
    assert len(PROMISES) > 55
    kinds = [{"page", "keys", "test"} & set(promise) for promise in PROMISES]
    assert [len(kind) for kind in kinds] == [1] * len(PROMISES)
