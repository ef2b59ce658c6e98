"""The customers of a running server: their credentials, their codes, and their first requests."""

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
BUSY = 503  # The server has looked at nothing.


@dataclass
class Customer:
    """A customer with a kodbox; `counter` is that of the kodbox, not of the bank."""

    number: str
    password: str
    secret: str = ""
    serial: str = ""
    counter: int = 0
    pressed: list[str] = field(default_factory=list)

    def press(self) -> str:
        """Return the next code."""
        code = pyotp.HOTP(self.secret, digits=8).at(self.counter)
        self.counter += 1
        self.pressed.append(code)
        return code


def retried(send: Callable[[], Answer]) -> Answer:
    """Send a request until the server is not busy; a busy server has counted nothing."""
    while (answer := send()).status == BUSY:
        pass
    return answer


def set_up(
    settings: dict[str, str], count: int | None = None, module: str = "tests.server.setting_up"
) -> list[Customer]:
    """Create customers in the database of these settings: the demonstration's, or so many."""
    ended = running.run(settings, "-m", module, *([str(count)] if count else []))
    assert ended.returncode == 0, ended.stdout
    return [Customer(**fields) for fields in json.loads(ended.stdout)]


def type_number(browser: Browser, customer: Customer) -> Answer:
    """Send number and password, and return the code page, or the first answer of a busy server."""
    form = {"number": customer.number, "password": customer.password}
    for send in (
        partial(browser.get, LOGIN),
        partial(browser.post, LOGIN, **form),
        partial(browser.get, CODE),
    ):
        answer = send()
        if answer.status == BUSY:
            break
    return answer


def at_code_page(url: str, customer: Customer) -> Browser:
    """Return a browser at the page that asks for a code."""
    browser = Browser(url)
    answer = type_number(browser, customer)
    assert answer.status == 200, answer
    return browser


def at(url: str, path: str) -> Browser:
    """Return a browser that has opened a page."""
    browser = Browser(url)
    browser.get(path)
    return browser


def outcome(answer: Answer) -> str:
    """Return the target of a redirect, "refused" for a wrong code, or the whole answer."""
    if answer.status == 302:
        return answer.location
    if answer.status == 200 and WRONG_CODE in answer.body:
        return "refused"
    return str(answer)
