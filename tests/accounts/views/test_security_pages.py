"""The pages of a logged-in customer: home, the security page, changing the password."""

import html
import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from accounts.credentials import password_change, passwords
from accounts.customers import agreements
from accounts.models import Account, FailedAttempts
from hembanken.audit import audit_log
from kodbox.models import HELD, Device, State
from tests import people
from tests.accounts import roads
from tests.accounts.interleaving import send_before
from tests.forms import errors, submit

pytestmark = pytest.mark.django_db
REFUSED = {"__all__": ["refused"], "current": ["advice"]}
FIREFOX = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
SECURITY = "/om-hembanken/sakerhetslosning/"
AGREEMENTS = "/om-hembanken/avtal/"
CHANGE = f"{SECURITY}byt-losenord/"
SET_UP = (
    "Nu är du klar och framöver kommer du att logga in med följande: ditt personnummer eller "
    "kundnummer ditt personliga lösenord din kodbox, som ger en ny behörighetskod varje gång"
)
DAYS = [datetime(2026, month, 1, 12, tzinfo=UTC) for month in (3, 4, 5)]
SINCE = {
    State.DISPATCHED: "Skickad den 1 mars 2026",
    State.ACTIVE: "I bruk sedan den 1 april 2026",
    State.BLOCKED: "Spärrad sedan den 1 maj 2026",
    State.RETIRED: "Tagen ur bruk den 1 maj 2026",
    State.LOST: "Borttappad den 1 maj 2026",
    State.RETURNED: "Återlämnad den 1 maj 2026",
    State.DESTROYED: "Förstörd den 1 maj 2026",
}


def words(response):
    """Return the text of a page without markup."""
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", response.text)).split())


def fail(client):
    submit(client, "/logga-in/", {"number": people.ASTRID, "password": "9513"})


def log_in_again(kodbox):
    """Return another browser in which Astrid has logged in."""
    client = Client()
    people.log_in(client, people.ASTRID, people.PASSWORD, kodbox)
    return client


def home_after_login(kodbox):
    """Return the first page after a login of Astrid, and the same page again."""
    client = Client()
    submit(client, "/logga-in/", {"number": people.ASTRID, "password": people.PASSWORD})
    submit(client, "/logga-in/behorighetskod/", {"code": kodbox.press()})
    return [client.get("/hem/").text for _visit in range(2)]


def walk_home(walker):
    """Take every step of a login and return the first page after it."""
    states = roads.first_login(walker)
    while next(states) != "home":
        pass
    return walker.client.get("/hem/")


def change(client, current=people.PASSWORD, choice="9513", again=None):
    return submit(client, CHANGE, {"current": current, "choice": choice, "again": again or choice})


def test_home_tells_once_that_a_new_kodbox_is_in_use(logged_in, astrid, kodbox):
    pages = [home_after_login(kodbox)[0], *home_after_login(people.give(astrid))]
    replaced = "Din nya kodbox är i bruk, den gamla gäller inte längre."
    assert [replaced in page for page in pages] == [False, True, False]


def test_home_tells_of_no_new_kodbox_when_another_one_was_blocked(logged_in, astrid, kodbox):
    people.block(kodbox)
    assert "den gamla gäller" not in home_after_login(people.give(astrid))[0]


@pytest.mark.row("B15")
def test_home_shows_the_failures_since_the_last_login_and_from_where(logged_in, kodbox):
    assert "Det här är din första" in logged_in.get("/hem/").text
    for _time in range(2):
        fail(Client(headers=FIREFOX, REMOTE_ADDR="192.0.2.7"))
    response = log_in_again(kodbox).get("/hem/")
    assert response.context["last_login"].failures == 2
    place = r"i dag kl\. \d\d\.\d\d från Firefox på Linux \(IP-adress 192\.0\.2\.7\)"
    assert re.search(f"Det senaste gjordes {place}", words(response))
    assert f'<a href="{CHANGE}">Byt lösenord</a>' in response.text


@pytest.mark.row("B15")
@pytest.mark.parametrize(("seconds", "failures"), [(1_790, 0), (1_810, 1)])
def test_home_does_not_warn_of_typing_errors_in_this_login(
    logged_in, kodbox, pass_time, seconds, failures
):
    browser = Client(headers=FIREFOX)
    fail(browser)
    pass_time(seconds)
    people.log_in(browser, people.ASTRID, people.PASSWORD, kodbox)
    assert browser.get("/hem/").context["last_login"].failures == failures


@pytest.mark.row("B15")
@pytest.mark.parametrize("stranger", [{"headers": FIREFOX}, {"REMOTE_ADDR": "192.0.2.7"}])
def test_home_warns_of_another_browser_and_of_another_address(logged_in, kodbox, stranger):
    fail(Client(**stranger))
    assert log_in_again(kodbox).get("/hem/").context["last_login"].failures == 1


def test_home_does_not_warn_of_failures_after_the_login(logged_in, kodbox):
    browser = log_in_again(kodbox)
    fail(Client(headers=FIREFOX))
    assert browser.get("/hem/").context["last_login"].failures == 0


def test_home_does_not_warn_of_a_mistyped_order(logged_in, kodbox):
    order = {"number": people.ASTRID, "password": "9513", "delivery": "post"}
    Client(headers=FIREFOX).post("/bestall-kodbox/", order)
    assert log_in_again(kodbox).get("/hem/").context["last_login"].failures == 0


def test_home_shows_time_and_browser_of_the_last_login(astrid, kodbox, texts, pass_time):
    pass_time(-86_400)
    people.log_in(Client(headers=FIREFOX), people.ASTRID, people.PASSWORD, kodbox)
    pass_time(86_400)
    client = Client()
    people.log_in(client, people.ASTRID, people.PASSWORD, kodbox)
    last_login = r"Senaste inloggning i går kl\. \d\d\.\d\d från Firefox på Linux"
    assert re.search(last_login, words(client.get("/hem/")))


@pytest.mark.parametrize("new_walker", [roads.newcomer, roads.settled])
@pytest.mark.parametrize("mode", ["separate", "joint"])
def test_home_tells_once_what_to_log_in_with(new_walker, mode, texts, settings):
    settings.REFUSALS = mode
    walker = new_walker()
    walker.password = passwords.issue_temporary(walker.account, audit_log.NO_CONTEXT)
    pages = [walk_home(walker), walker.client.get("/hem/")]
    assert [SET_UP in words(page) for page in pages] == [True, False]


def test_home_tells_after_an_ordinary_login_nothing_of_what_to_log_in_with(texts):
    assert SET_UP not in words(walk_home(roads.settled()))


def test_the_security_page_offers_an_order_or_shows_the_open_one(logged_in):
    offer, ordered = 'href="/bestall-kodbox/"', "Din kodbox är beställd."
    page = logged_in.get(SECURITY).text
    assert (offer in page, ordered in page) == (True, False)
    submit(logged_in, "/bestall-kodbox/", {"delivery": "post"})
    page = logged_in.get(SECURITY).text
    assert (offer in page, ordered in page) == (False, True)


def test_the_security_page_shows_the_kodbox_and_the_customers_own_events(logged_in, kodbox, bo):
    response = logged_in.get(SECURITY)
    assert kodbox.device.serial in response.text
    assert "Inloggad" in response.text


@pytest.mark.parametrize(("state", "since"), SINCE.items(), ids=SINCE)
def test_the_security_page_shows_the_date_of_each_state(logged_in, astrid, state, since):
    device = people.give(astrid).device
    dates = {"dispatched_at": DAYS[0], "activated_at": DAYS[1], "ended_at": DAYS[2]}
    slot = device.slot if state in HELD else None
    Device.objects.filter(pk=device.pk).update(state=state, slot=slot, **dates)
    assert f"{device.serial} {since}" in words(logged_in.get(SECURITY))


def test_every_state_of_a_customers_kodbox_has_a_date():
    assert {State.IN_STOCK, *SINCE} == set(State)


def test_the_security_page_shows_only_the_customers_own_events(logged_in, astrid, bo):
    events = logged_in.get(SECURITY).context["events"]
    assert {entry.account_id for entry in events} == {astrid.pk}


@pytest.mark.row("A10", "S22")
def test_a_changed_password_takes_effect_and_keeps_the_session(logged_in, astrid):
    assert change(logged_in).status_code == 302
    assert Account.objects.get(pk=astrid.pk).check_password("9513")
    assert logged_in.get("/hem/").status_code == 200


@pytest.mark.row("A10")
def test_a_changed_password_ends_every_other_session(logged_in, kodbox):
    other = Client()
    people.log_in(other, people.ASTRID, people.PASSWORD, kodbox)
    change(logged_in)
    assert other.get("/hem/").status_code == 302


@pytest.mark.row("E1")
def test_a_changed_password_gives_the_session_a_new_key(logged_in):
    before = logged_in.session.session_key
    logged_in.get(change(logged_in).url)
    assert logged_in.session.session_key != before


def test_a_duplicate_of_the_change_is_redirected(logged_in):
    answers = [change(logged_in).url for _ in range(2)]
    assert answers[0] == answers[1]
    assert FailedAttempts.objects.filter(failures=1).count() == 1


def test_a_simultaneous_duplicate_of_the_change_is_redirected(logged_in, monkeypatch):
    send_before(monkeypatch, lambda: change(logged_in), password_change, "_change")
    assert change(logged_in).status_code == 302
    assert logged_in.get("/hem/").status_code == 200


def test_another_change_with_the_old_password_is_refused(logged_in):
    change(logged_in)
    assert errors(change(logged_in, choice="8305")) == REFUSED


@pytest.mark.row("A10", "S22")
@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"current": "9999"}, REFUSED),
        ({"again": "9514"}, {"again": ["different"]}),
        ({"choice": people.PASSWORD}, {"choice": ["unchanged"]}),
        ({"choice": "1234"}, {"choice": ["consecutive"]}),
    ],
)
def test_a_refused_change_leaves_the_password(logged_in, astrid, typed, expected):
    assert errors(change(logged_in, **typed)) == expected
    assert Account.objects.get(pk=astrid.pk).check_password(people.PASSWORD)


def test_the_customers_texts_are_shown_as_they_were_accepted(logged_in, astrid):
    accepted_at = datetime(2026, 3, 1, 11, 30, tzinfo=UTC)
    astrid.acceptances.update(at=accepted_at)
    people.publish_texts(2)
    page = words(logged_in.get(AGREEMENTS))
    for text in ("terms 1", "agreement 1"):
        assert f"Version 1 · godkänd av dig den 1 mars 2026 kl. 12.30 {text}" in page
    assert "terms 2" not in page


def test_an_earlier_version_is_shown_with_its_own_date(logged_in, astrid):
    people.publish_texts(2)
    for agreement in agreements.to_accept(astrid).values():
        agreements.accept(astrid, agreement, audit_log.NO_CONTEXT)
    page = words(logged_in.get(AGREEMENTS))
    texts = ["agreement 2", "agreement 1", "terms 2", "terms 1"]
    places = [page.index(text) for text in texts]
    assert places == sorted(places)


def test_nobody_elses_agreements_are_shown(logged_in, astrid, bo):
    people.publish_texts(2)
    for agreement in agreements.to_accept(bo).values():
        agreements.accept(bo, agreement, audit_log.NO_CONTEXT)
    shown = logged_in.get(AGREEMENTS).context["acceptances"]
    assert {acceptance.account_id for acceptance in shown} == {astrid.pk}


def test_the_page_about_hembanken_leads_to_security_and_agreements(logged_in):
    page = logged_in.get("/om-hembanken/").text
    for path, text in ((SECURITY, "Om din säkerhetslösning"), (AGREEMENTS, "Dina avtal")):
        assert f'href="{path}">{text}</a>' in page


@pytest.mark.parametrize("path", ["/hem/", "/om-hembanken/", AGREEMENTS, SECURITY, CHANGE])
def test_the_pages_need_a_login(client, db, path):
    assert client.get(path).url.startswith("/logga-in/")
