"""Every page of the bank in every state has no fault that axe or `measures.js` finds.

Each is examined in Swedish, in light and dark, 320 and 1280 pixels wide; the long campaign examines
English too.
"""

import pytest
from django.test import RequestFactory
from django.utils import translation

from hembanken.audit.kinds import Kind
from hembanken.web.views import server_error
from tests.browser.conftest import IS_LONG
from tests.browser.test_staff import log_in
from tests.browser.walks import TERMS
from tests.server import demonstration

pytestmark = [pytest.mark.browser, pytest.mark.row("G4", "G10", "G11", "G14")]
LOGIN = "Logga in med Kodbox"
NOBODY = "19800620-2389"  # a number that no customer of the demonstration has


@pytest.fixture(scope="module", params=["sv", "en"] if IS_LONG else ["sv"])
def language(request):
    return request.param


@pytest.fixture(scope="module")
def bank(language, chromium, unused_bank, tmp_path_factory):
    """A bank for each language, because a first login is possible once."""
    with demonstration.serving(tmp_path_factory.mktemp("bank") / "var", unused_bank) as bank:
        yield bank


@pytest.fixture
def examined(visit, examiner, language):
    """Return a function that opens the bank as a person, each of whose pages is examined."""
    return lambda first_name: visit(first_name, arrive=examiner, language=language)


def test_the_first_login(examined, visit):
    cecilia, kodbox = examined("Cecilia"), visit("Cecilia").takes_kodbox()
    kodbox.choose_pin("2580")
    cecilia.asks_for_new_password(kodbox.make_code())
    url = cecilia.page.url
    temporary = cecilia.shows_temporary_password()
    cecilia.ticks()
    cecilia.is_refused("Ditt temporära lösenord")
    cecilia.page.goto(url)
    cecilia.arrives("Ditt temporära lösenord")
    cecilia.follows("Logga in med det")
    cecilia.types_password(temporary)
    cecilia.arrives("Välj ett personligt lösenord")
    for choice, again in (("", ""), ("1111", "1111"), (temporary, temporary), ("4071", "4072")):
        cecilia.fills(new=choice, again=again)
        cecilia.presses("OK")
        cecilia.is_refused("Välj ett personligt lösenord")
    cecilia.fills(new="4071", again="4071")
    cecilia.presses("OK")
    cecilia.types_code(kodbox.make_code())
    first_agreement(cecilia)


def first_agreement(cecilia):
    """Go from the code to the home page, and get each error on the way."""
    cecilia.arrives("Villkor för eSafeID")
    cecilia.presses("OK")
    cecilia.is_refused("Villkor för eSafeID")
    cecilia.checks(TERMS)
    cecilia.presses("OK")
    cecilia.connects("1111")
    cecilia.is_refused("Hembanksavtal", "Godkänn Hembanksavtalet")
    cecilia.fills(personal="4071")
    cecilia.presses("Godkänn")
    cecilia.arrives_home()


def test_the_pages_of_a_logged_in_customer(examined, visit, bank):
    astrid, kodbox = examined("Astrid"), visit("Astrid").takes_kodbox()
    astrid.logs_in(kodbox)
    astrid.logs_out()
    astrid.follows("Logga in igen")
    astrid.logs_in(kodbox)
    astrid.page.goto(f"{bank.url}/utloggad/")
    astrid.arrives("Du är fortfarande inloggad")
    astrid.follows("Fortsätt")
    astrid.goes_to("Beställa kodbox")
    astrid.presses("Beställ")
    astrid.arrives("Beställa kodbox")
    astrid.follows("Avbryt beställningen")
    astrid.arrives("Avbryta beställningen")
    astrid.page.goto(f"{bank.url}/hem/")
    astrid.arrives_home()
    astrid.goes_to("Om Hembanken")
    astrid.goes_to("Dina avtal")
    astrid.page.go_back()
    astrid.goes_to("Om din säkerhetslösning")
    for kind in Kind:
        astrid.page.goto(f"{bank.url}/om-hembanken/sakerhetslosning/inte-jag/{kind}/")
        astrid.arrives("Det här var inte jag")
    astrid.goes_to("Om din säkerhetslösning")
    astrid.goes_to("Byt lösenord")
    astrid.fills(current="1111", new="6172", again="6172")
    astrid.presses("OK")
    astrid.is_refused("Byt lösenord")
    astrid.fills(current=astrid.person.password, new="6172", again="6172")
    astrid.presses("OK")
    astrid.arrives("Lösenordet är bytt")


def test_a_refused_login(examined, visit):
    greta = examined("Greta")
    greta.presses("Fortsätt")
    greta.is_refused(LOGIN)
    greta.types_password("12345678")
    greta.is_refused(LOGIN)
    greta.types_password()
    greta.types_code("4071")
    greta.is_refused("Ange behörighetskod")
    for _ in range(3):
        greta.fills(code="12345678")
        greta.presses("Logga in")
        greta.is_refused("Ange behörighetskod")
    greta.starts_again()
    greta.types_password("1111")
    greta.is_refused(LOGIN)


def test_a_number_that_is_warned_and_locked_out(examined):
    nobody = examined("David")
    nobody.follows("Skapa nytt lösenord")
    for _ in range(6):
        nobody.fills(number=NOBODY, code="12345678")
        nobody.presses("Logga in")
        nobody.is_refused("Skapa nytt lösenord")


def test_an_order_without_a_login(examined):
    bo = examined("Bo")
    bo.goes_to("Beställa kodbox")
    bo.presses("Beställ")
    bo.is_refused("Beställa kodbox")
    bo.fills(number=bo.person.number, password="1111")
    bo.presses("Beställ")
    bo.arrives("Beställa kodbox")


def test_the_pages_of_a_pause(examined, visit, bank):
    hassan, kodbox = examined("Hassan"), visit("Hassan").takes_kodbox()
    hassan.logs_in(kodbox)
    hassan.page.goto(f"{bank.url}/sparra-kodbox/")
    hassan.arrives("Spärra kodbox")
    hassan.presses("Spärra kodboxen")
    hassan.arrives("Kodboxen är spärrad")
    hassan.page.goto(f"{bank.url}/sparra-kodbox/")
    hassan.arrives("Spärra kodbox")
    hassan.presses("Spärra kodboxen")
    hassan.is_refused("Spärra kodbox")
    hassan.fills(number=hassan.person.number, password="1111")
    hassan.presses("Spärra kodboxen")
    hassan.arrives("Spärra kodbox")


def test_the_pages_that_need_no_login(examined, bank, examiner):
    astrid = examined("Astrid")
    for link in ("Hjälp", "Tillgänglighet"):
        astrid.goes_to(link)
    astrid.page.goto(f"{bank.url}/personuppgifter/")
    astrid.arrives("Så behandlar vi personuppgifter")
    astrid.page.goto(f"{bank.url}/utloggad/")
    astrid.arrives(LOGIN)
    astrid.page.goto(f"{bank.url}/demo/")
    astrid.arrives("Demonstrationsbanken")
    for person in bank.people[:2]:
        astrid.page.goto(f"{bank.url}/kodbox/{person.boxes[0].serial}/")
        examiner.look(astrid.page)


def test_the_error_pages(examined, bank, console):
    lost = examined("Astrid")
    lost.page.goto(f"{bank.url}/finns-inte/")
    lost.arrives("Sidan finns inte")
    lost.page.goto(f"{bank.url}/logga-in/")
    lost.field("number").evaluate("field => field.value = 'x'.repeat(3e6)")
    lost.presses("Fortsätt")
    lost.arrives("Börja om från startsidan")
    lost.page.goto(f"{bank.url}/logga-in/")
    lost.page.context.clear_cookies()
    lost.types_password()
    lost.arrives("Börja om från inloggningen")
    assert console
    console.clear()


def test_the_staff_pages(visit, bank, examiner, language, console):
    karin = visit("Karin")
    desk = log_in(karin, bank)
    if language == "en":
        karin.presses("English")
    examiner.look(desk)
    desk.goto(f"{bank.url}/personal/kodbox/device/")
    examiner.look(desk)
    desk.get_by_role("row", name="Astrid Avtal").get_by_role("link").first.click()
    examiner.look(desk)
    for link in (".object-tools a", ".breadcrumbs li:nth-child(4) a", ".field-owner a"):
        desk.locator(link).first.click()
        examiner.look(desk)
    desk.goto(f"{bank.url}/personal/accounts/agreement/add/")
    examiner.look(desk)
    assert ["403" in message for message in console] == [True]
    console.clear()


def test_the_audit_log(visit, bank, examiner, language):
    samir = visit("Samir")
    desk = log_in(samir, bank)
    if language == "en":
        samir.presses("English")
    desk.goto(f"{bank.url}/personal/audit/entry/")
    examiner.look(desk)
    desk.locator("#changelist-filter a").nth(1).click()
    examiner.look(desk)
    desk.goto(f"{bank.url}/personal/audit/entry/")
    desk.locator("#result_list tbody th a").first.click()
    examiner.look(desk)
    desk.goto(f"{bank.url}/personal/accounts/notice/add/")
    examiner.look(desk)


def test_the_staff_login(examined, bank, examiner):
    page = examined("Karin").page
    page.goto(f"{bank.url}/personal/")
    examiner.look(page)
    page.get_by_role("main").get_by_role("button").last.click()
    examiner.look(page)


def test_the_page_of_an_internal_error(examined, bank, language):
    astrid = examined("Astrid")
    with translation.override(language):
        body = server_error(RequestFactory().get("/fel/")).content
    astrid.page.route("**/fel/", lambda route: route.fulfill(body=body, content_type="text/html"))
    astrid.page.goto(f"{bank.url}/fel/")
    astrid.arrives("Något gick fel hos oss")
