"""The customers of a running server: what they know, what they hold, and what they do first."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import pyotp

from tests.server import running
from tests.server.browser import Answer, Browser

LOGIN = "/logga-in/"
CODE = "/logga-in/behorighetskod/"
LOGGED_IN = "/hem/"
NEW_PASSWORD = "/nytt-losenord/"
TEMPORARY_PASSWORD = "/nytt-losenord/temporart/"
WRONG_CODE = "Felaktigt behörighetskod"
BUSY = 503  # and nothing was looked at


@dataclass
class Customer:
    """A customer with a kodbox in the hand; `counter` is that of the box, not of the bank."""

    number: str
    password: str
    serial: str
    secret: str
    counter: int = 0
    pressed: list[str] = field(default_factory=list)

    def press(self) -> str:
        """Make the next code."""
        code = pyotp.HOTP(self.secret, digits=8).at(self.counter)
        self.counter += 1
        self.pressed.append(code)
        return code


def served(ask: Callable[[], Answer]) -> Answer:
    """Ask until the server is not busy: whoever it asks to come back has spent nothing."""
    while (answer := ask()).status == BUSY:
        pass
    return answer


def set_up(settings: dict[str, str]) -> list[Customer]:
    """Let customers come to the bank of these settings."""
    told = running.run(settings, "-m", "tests.server.setting_up")
    assert told.returncode == 0, told.stdout
    return [Customer(**each) for each in json.loads(told.stdout)]


def type_number(browser: Browser, customer: Customer) -> Answer:
    """Come to the page that asks for a code, or to the one that asks to come back."""
    typed = {"number": customer.number, "password": customer.password}
    for ask in (
        partial(browser.get, LOGIN),
        partial(browser.post, LOGIN, **typed),
        partial(browser.get, CODE),
    ):
        answer = ask()
        if answer.status == BUSY:
            break
    return answer


def at_code_page(url: str, customer: Customer) -> Browser:
    """Return a browser in which the customer has passed the first page."""
    browser = Browser(url)
    answer = type_number(browser, customer)
    assert answer.status == 200, answer
    return browser


def at_new_password(url: str) -> Browser:
    """Return a browser that shows Skapa nytt lösenord."""
    browser = Browser(url)
    browser.get(NEW_PASSWORD)
    return browser


def outcome(answer: Answer) -> str:
    """Tell an answer by where it leads, by what it refuses, or by what it is."""
    if answer.status == 302:
        return answer.location
    if answer.status == 200 and WRONG_CODE in answer.body:
        return "refused"
    return str(answer)
