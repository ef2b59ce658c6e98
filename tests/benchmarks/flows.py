"""A login request by request: at Hembanken, at the rival, and at the site that does nothing."""

from tests.benchmarks.visitor import Browser
from tests.server.customers import CODE, LOGGED_IN, LOGIN, Customer

RIVAL_LOGIN, STEP = "/account/login/", "login_view-current_step"


def log_in(browser: Browser, customer: Customer) -> None:
    """Log in at Hembanken, as far as the first page."""
    open_code_page(browser, customer)
    assert send_code(browser, customer.press())
    assert "Välkommen" in browser.get(LOGGED_IN)


def open_code_page(browser: Browser, customer: Customer) -> None:
    """Send number and password to Hembanken, and open the page that asks for a code."""
    browser.get(LOGIN)
    browser.post(LOGIN, number=customer.number, password=customer.password)
    browser.get(CODE)


def send_code(browser: Browser, code: str) -> bool:
    """Send a code to Hembanken, and return whether it was accepted."""
    browser.post(CODE, code=code)
    return browser.location == LOGGED_IN


def log_in_at_rival(browser: Browser, customer: Customer) -> None:
    open_rival_code_page(browser, customer)
    assert send_code_to_rival(browser, customer.press())
    assert "Welcome" in browser.get("/landing/")


def open_rival_code_page(browser: Browser, customer: Customer) -> None:
    """Send name and password to the rival, whose answer is the page that asks for a code."""
    browser.get(RIVAL_LOGIN)
    form = {"auth-username": customer.number, "auth-password": customer.password}
    browser.post(RIVAL_LOGIN, **{STEP: "auth"}, **form)


def send_code_to_rival(browser: Browser, code: str) -> bool:
    """Send a code to the rival, and return whether it was accepted."""
    browser.post(RIVAL_LOGIN, **{STEP: "token", "token-otp_token": code})
    return browser.location == "/landing/"


def do_the_least(browser: Browser, _customer: Customer) -> None:
    """Send as many requests as a login at Hembanken to a site that does almost nothing."""
    browser.get("/login/")
    browser.post("/password/", number="8505202385", password="4071")
    browser.get("/code/")
    browser.post("/accepted/", code="48156230")
    assert "xxx" in browser.get("/home/")
