"""Nothing on a page moves while it loads, on a phone with a slow connection."""

import time

import pytest

from tests.browser.conftest import PHONE

pytestmark = pytest.mark.browser
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
SCRIPT_SECONDS = 0.2  # enough to paint a page before its scripts arrive
SETTLE_MILLISECONDS = 500
WATCH = """
window.shifts = [];
new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map((entry) =>
  `${entry.value}: ${entry.sources.map((each) => each.node?.outerHTML?.slice(0, 80))}`
))).observe({ type: "layout-shift", buffered: true });
"""
UNSIZED = "[...document.querySelectorAll('svg:not([width][height])')].map((each) => each.outerHTML)"


def delay(route):
    time.sleep(SCRIPT_SECONDS)
    route.continue_()


@pytest.fixture
def astrid(visit):
    return visit("Astrid", size=PHONE)


@pytest.fixture
def shifts(astrid):
    """Return a function that opens a page over a slow connection, and returns its layout shifts."""

    def load(open_page):
        page = astrid.page
        page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)
        page.add_init_script(WATCH)
        page.route("**/*.js", delay)
        with page.expect_event("load"):
            open_page()
        page.wait_for_timeout(SETTLE_MILLISECONDS)
        assert page.evaluate(UNSIZED) == []
        return page.evaluate("window.shifts")

    return load


def test_the_login_page_stands_still(astrid, shifts):
    assert shifts(astrid.page.reload) == []


def test_the_help_stands_still(astrid, shifts):
    assert shifts(lambda: astrid.follows("Hjälp")) == []
    astrid.arrives("Hjälp")


def test_the_code_page_stands_still(astrid, shifts):
    assert shifts(astrid.types_password) == []
    astrid.arrives("Ange behörighetskod")


def test_the_code_page_stands_still_when_a_code_is_refused(astrid, shifts):
    astrid.types_password()
    assert shifts(lambda: astrid.types_code("12345678")) == []
    assert astrid.errors()


def test_the_home_page_stands_still(astrid, shifts):
    astrid.logs_in(astrid.takes_kodbox())
    assert shifts(astrid.page.reload) == []
    astrid.arrives_home()
