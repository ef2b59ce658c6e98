"""A page that the browser keeps and shows again is covered until the bank has answered for it.

Chromium keeps no page of the bank by itself: each page is `no-store` and sets a cookie that scripts
cannot read. The tests take `no-store` away, as a browser that ignores it would.
"""

import shutil

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ARGUMENTS, DESKTOP, LOCALES, PHONE, TIMEOUT_MILLISECONDS
from tests.browser.walks import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.row("E5")]
SECURITY = "/om-hembanken/sakerhetslosning/"
SLOW = {"offline": False, "latency": 3000, "downloadThroughput": -1, "uploadThroughput": -1}
CHECKING = "Vänta, vi kontrollerar att du fortfarande är inloggad."
UNHEARD = "Sidan är dold eftersom banken inte svarar."
SHOWS = "() => getComputedStyle(document.querySelector('main')).visibility === 'visible'"
RECORD = f"""() => {{
  for (const moment of ["pagehide", "pageshow"]) {{
    const record = () => sessionStorage.setItem(moment, ({SHOWS})());
    window.addEventListener(moment, record, {{ once: true }});
  }}
}}"""
RECORDED = """() => {
  const shown = ["pagehide", "pageshow"].map((moment) => sessionStorage.getItem(moment));
  return shown.every(Boolean) && shown.join(", ");
}"""
BACK = "setTimeout(() => history.back())"  # once the call has returned, since its page goes


@pytest.fixture(scope="module")
def keeping(chromium):
    """A Chromium that keeps pages, which it does not by default when it is remote-controlled."""
    browser = chromium.browser_type.launch(
        executable_path=shutil.which("chromium"),
        args=[*ARGUMENTS, "--enable-features=BackForwardCache"],
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield browser
    browser.close()


@pytest.fixture
def size():
    return PHONE


@pytest.fixture
def astrid(size, keeping, bank, visit):
    """Astrid, logged in, on another site, with a page of the bank that the browser has kept."""
    width, height = size
    context = keeping.new_context(viewport={"width": width, "height": height}, locale=LOCALES["sv"])
    context.set_default_timeout(TIMEOUT_MILLISECONDS)
    astrid = Visitor(context.new_page(), bank.person("Astrid"))
    astrid.opens(bank)
    astrid.logs_in(visit("Astrid").takes_kodbox())
    astrid.page.route(f"**{SECURITY}", without_no_store)
    astrid.page.goto(bank.url + SECURITY)
    astrid.page.evaluate(RECORD)
    astrid.page.goto(bank.url.replace("127.0.0.1", "localhost") + "/tillganglighet/")
    yield astrid
    context.close()


def without_no_store(route):
    response = route.fetch()
    headers = {name: text for name, text in response.headers.items() if name != "cache-control"}
    route.fulfill(response=response, headers=headers)


def comes_back(astrid):
    """Go back to the kept page; it must be covered when it is left and at its first moment."""
    astrid.page.bring_to_front()
    astrid.page.evaluate(BACK)
    assert astrid.page.wait_for_function(RECORDED).json_value() == "false, false"


def make_slow(page):
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)


def log_out_elsewhere(astrid, visit):
    other = visit("Astrid")
    other.logs_in(visit("Astrid").takes_kodbox())
    other.goes_to("Om Hembanken")
    other.goes_to("Om din säkerhetslösning")
    other.presses("Logga ut på alla andra enheter")
    expect(other.page.get_by_role("status").first).to_contain_text("på alla andra enheter")


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
def test_a_kept_page_is_shown_when_the_bank_says_that_the_session_lives(astrid):
    make_slow(astrid.page)
    comes_back(astrid)
    expect(astrid.page.get_by_text(CHECKING)).to_be_visible()
    expect(astrid.page.get_by_role("heading", level=1)).to_be_hidden()
    astrid.arrives("Om din säkerhetslösning")
    expect(astrid.page.get_by_text(CHECKING)).to_have_count(0)


def test_a_kept_page_of_a_session_that_has_ended_is_never_shown(astrid, visit):
    log_out_elsewhere(astrid, visit)
    make_slow(astrid.page)
    comes_back(astrid)
    expect(astrid.page.get_by_text("Senaste händelser")).to_be_hidden()
    astrid.arrives("Logga in med Kodbox")
    assert astrid.page.get_by_text("Senaste händelser").count() == 0


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
def test_a_kept_page_stays_covered_without_a_connection(astrid):
    astrid.page.context.set_offline(True)
    comes_back(astrid)
    expect(astrid.page.get_by_text(UNHEARD)).to_be_visible()
    astrid.page.wait_for_timeout(2000)
    expect(astrid.page.get_by_role("heading", level=1)).to_be_hidden()
    astrid.page.context.set_offline(False)
    astrid.arrives("Om din säkerhetslösning")


def test_a_kept_page_of_one_customer_is_not_shown_to_the_next(astrid, bank, visit):
    bo = Visitor(astrid.page.context.new_page(), bank.person("Greta"))
    bo.page.goto(f"{bank.url}/hem/")
    bo.logs_out()
    bo.follows("Logga in igen")
    bo.logs_in(visit("Greta").takes_kodbox())
    astrid.page.bring_to_front()
    astrid.page.evaluate(BACK)
    astrid.arrives("En annan inloggning har startats i den här webbläsaren")
    assert astrid.page.get_by_text("Senaste händelser").count() == 0


@pytest.mark.parametrize("javascript", [True, False])
def test_the_browser_keeps_no_page_of_a_customer_who_logs_out(keeping, bank, visit, javascript):
    """`no-store` and the removed cookie are enough: the answer need not clear the cache."""
    context = keeping.new_context(java_script_enabled=javascript, locale=LOCALES["sv"])
    astrid = Visitor(context.new_page(), bank.person("Astrid"))
    astrid.opens(bank)
    astrid.logs_in(visit("Astrid").takes_kodbox())
    astrid.goes_to("Om Hembanken")
    astrid.logs_out()
    context.set_offline(True)
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        astrid.page.go_back()
    context.close()
