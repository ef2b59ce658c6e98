"""Every page of the bank in every state: nothing that axe or the measures complain of.

Each is looked at in Swedish and English, by day and night, 320 and 1280 pixels wide.
"""

import pytest
from django.test import RequestFactory
from django.utils import translation

from hembanken.web.views import server_error
from tests.browser import demo_bank
from tests.browser.test_staff import comes_in
from tests.browser.walks import TERMS

pytestmark = [pytest.mark.browser, pytest.mark.row("G4", "G10", "G11", "G14")]
LOGIN = "Logga in med Kodbox"
NOBODY = "19800620-2389"  # a number that no customer of the demonstration has


@pytest.fixture(scope="module", params=["sv", "en"])
def language(request):
    return request.param


@pytest.fixture(scope="module")
def bank(language, chromium, virgin, tmp_path_factory):
    """A bank for each language, since a first login is walked once."""
    with demo_bank.serving(tmp_path_factory.mktemp("bank") / "var", virgin) as bank:
        yield bank


@pytest.fixture
def come(visit, examiner, language):
    """Let a person come whose every page is examined."""
    return lambda first_name: visit(first_name, arrive=examiner, language=language)


def test_the_first_login(come, visit):
    cecilia, kodbox = come("Cecilia"), visit("Cecilia").takes_kodbox()
    kodbox.choose_pin("2580")
    cecilia.asks_for_new_password(kodbox.make_code())
    drawn_at = cecilia.page.url
    temporary = cecilia.draws_temporary_password()
    cecilia.ticks()
    cecilia.is_refused("Ditt temporära lösenord")
    cecilia.page.goto(drawn_at)
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
    """Go from the code to the home page, and refuse once what can be refused."""
    cecilia.arrives("Villkor för eSafeID")
    cecilia.presses("OK")
    cecilia.is_refused("Villkor för eSafeID")
    cecilia.checks(TERMS)
    cecilia.presses("OK")
    cecilia.connects()
    cecilia.agrees("1111")
    cecilia.is_refused("Hembanksavtal", "Godkänn Hembanksavtalet")
    cecilia.fills(personal="4071")
    cecilia.presses("Godkänn")
    cecilia.comes_home()


def test_the_pages_of_whoever_is_logged_in(come, visit, bank):
    astrid, kodbox = come("Astrid"), visit("Astrid").takes_kodbox()
    astrid.logs_in(kodbox)
    astrid.logs_out()
    astrid.follows("Logga in igen")
    astrid.logs_in(kodbox)
    astrid.page.goto(f"{bank.url}/utloggad/")
    astrid.arrives("Du är fortfarande inloggad")
    astrid.follows("Fortsätt")
    astrid.follows("Beställa kodbox")
    astrid.arrives("Beställa kodbox")
    astrid.presses("Beställ")
    astrid.arrives("Beställa kodbox")
    astrid.follows("Avbryt beställningen")
    astrid.arrives("Avbryta beställningen")
    astrid.page.goto(f"{bank.url}/hem/")
    astrid.comes_home()
    astrid.follows("Om Hembanken")
    astrid.arrives("Om Hembanken")
    astrid.follows("Dina avtal")
    astrid.arrives("Dina avtal")
    astrid.page.go_back()
    astrid.follows("Om din säkerhetslösning")
    astrid.arrives("Om din säkerhetslösning")
    astrid.follows("Byt lösenord")
    astrid.arrives("Byt lösenord")
    astrid.fills(current="1111", new="6172", again="6172")
    astrid.presses("OK")
    astrid.is_refused("Byt lösenord")
    astrid.fills(current=astrid.person.password, new="6172", again="6172")
    astrid.presses("OK")
    astrid.arrives("Lösenordet är bytt")


def test_a_login_that_is_refused(come, visit):
    greta = come("Greta")
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
    greta.comes_to_login()
    greta.types_password("1111")
    greta.is_refused(LOGIN)


def test_a_number_that_is_warned_and_stopped(come):
    nobody = come("David")
    nobody.follows("Skapa nytt lösenord")
    for _ in range(6):
        nobody.fills(number=NOBODY, code="12345678")
        nobody.presses("Logga in")
        nobody.is_refused("Skapa nytt lösenord")


def test_an_order_without_a_login(come):
    bo = come("Bo")
    bo.follows("Beställa kodbox")
    bo.arrives("Beställa kodbox")
    bo.presses("Beställ")
    bo.is_refused("Beställa kodbox")
    bo.fills(number=bo.person.number, password="1111")
    bo.presses("Beställ")
    bo.arrives("Beställa kodbox")


def test_the_pages_that_need_no_login(come, bank, examiner):
    astrid = come("Astrid")
    for link in ("Hjälp", "Tillgänglighet"):
        astrid.follows(link)
        astrid.arrives(link)
    astrid.page.goto(f"{bank.url}/utloggad/")
    astrid.arrives(LOGIN)
    astrid.page.goto(f"{bank.url}/demo/")
    astrid.arrives("Demonstrationsbanken")
    for person in bank.people[:2]:
        astrid.page.goto(f"{bank.url}/kodbox/{person.boxes[0].serial}/")
        examiner.look(astrid.page)


def test_the_pages_that_say_what_went_wrong(come, bank, complaints):
    lost = come("Astrid")
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
    assert [each[-1] in "034" for each in complaints.heard]
    complaints.heard.clear()


def test_the_staffs_pages(visit, bank, examiner, language, complaints):
    karin = visit("Karin")
    desk = comes_in(karin, bank)
    if language == "en":
        karin.presses("English")
    examiner.look(desk)
    desk.goto(f"{bank.url}/personal/kodbox/device/")
    examiner.look(desk)
    desk.get_by_role("row", name="Astrid Avtal").get_by_role("link").first.click()
    examiner.look(desk)
    for link in (".object-tools a", ".breadcrumbs li:nth-child(3) a", ".field-owner a"):
        desk.locator(link).first.click()
        examiner.look(desk)
    desk.goto(f"{bank.url}/personal/accounts/agreement/add/")
    examiner.look(desk)
    assert ["403" in each for each in complaints.heard] == [True]
    complaints.heard.clear()


def test_the_audit_log(visit, bank, examiner, language):
    samir = visit("Samir")
    desk = comes_in(samir, bank)
    if language == "en":
        samir.presses("English")
    desk.goto(f"{bank.url}/personal/audit/entry/")
    examiner.look(desk)
    desk.locator("#changelist-filter a").nth(1).click()
    examiner.look(desk)
    desk.goto(f"{bank.url}/personal/audit/entry/")
    desk.locator("#result_list tbody th a").first.click()
    examiner.look(desk)


def test_the_staffs_door(come, bank, examiner):
    page = come("Karin").page
    page.goto(f"{bank.url}/personal/")
    examiner.look(page)
    page.get_by_role("main").get_by_role("button").last.click()
    examiner.look(page)


def test_the_page_of_a_fault_of_ours(come, bank, language):
    astrid = come("Astrid")
    with translation.override(language):
        body = server_error(RequestFactory().get("/fel/")).content
    astrid.page.route("**/fel/", lambda route: route.fulfill(body=body, content_type="text/html"))
    astrid.page.goto(f"{bank.url}/fel/")
    astrid.arrives("Något gick fel hos oss")
