"""How long a session lasts, what counts as activity, and what a page is told of it."""

import re

import pytest
from django.conf import settings
from django.test import Client

from hembanken.web.context_processors import duration
from tests import people

pytestmark = pytest.mark.django_db
LEFT, STAY, OVER = "/tid-kvar/", "/fortsatt/", "/utloggad/"
LOGIN, CODE = "/logga-in/", "/logga-in/behorighetskod/"


def begin(client):
    client.post(LOGIN, {"number": people.ASTRID, "password": people.PASSWORD})


def told(response):
    return response.json()["seconds"], response.json()["extendable"]


@pytest.mark.row("E3")
@pytest.mark.parametrize("path", [LEFT, OVER, "/no-such-page/"])
def test_what_a_page_asks_for_by_itself_is_no_activity(logged_in, pass_time, path):
    pass_time(200)
    logged_in.get(path)
    pass_time(101)
    assert logged_in.get("/hem/").url.startswith(LOGIN)


@pytest.mark.row("E3")
@pytest.mark.parametrize("path", ["/hem/", "/hjalp/", STAY])
def test_what_a_person_asks_for_is_activity(logged_in, pass_time, path):
    pass_time(200)
    logged_in.post(path)
    pass_time(101)
    assert logged_in.get("/hem/").status_code == 200


@pytest.mark.row("G9")
def test_a_session_is_prolonged_any_number_of_times(pass_time, logged_in):
    for _ in range(20):
        pass_time(settings.IDLE_SECONDS - 5)
        assert told(logged_in.get(LEFT)) == (5, True)
        assert told(logged_in.post(STAY)) == (settings.IDLE_SECONDS, True)


@pytest.mark.row("E4", "G9")
def test_the_last_minutes_of_the_eight_hours_are_not_prolonged(pass_time, logged_in):
    for _ in range(settings.SESSION_SECONDS // 240 - 1):
        pass_time(240)
        logged_in.post(STAY)
    assert told(logged_in.post(STAY)) == (240, False)


@pytest.mark.row("E8")
def test_a_session_is_prolonged_by_a_post_with_its_token_only(pass_time, logged_in):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = logged_in.cookies
    pass_time(200)
    assert strict.post(STAY).status_code == 302
    assert logged_in.get(STAY).status_code == 405


def test_nobody_has_no_time(client):
    assert told(client.get(LEFT)) == told(client.post(STAY)) == (0, False)


@pytest.mark.row("G9")
def test_a_page_that_is_left_at_the_end_says_why(pass_time, logged_in):
    pass_time(301)
    assert told(logged_in.get(LEFT)) == (0, False)
    page = logged_in.get(OVER, follow=True).text
    assert "för att du inte gjorde något" in page
    assert "till exempel för att" not in page


@pytest.mark.row("G9")
def test_a_page_of_a_session_that_ended_elsewhere_says_so_once(client):
    page = client.get(OVER, follow=True)
    assert page.redirect_chain[-1][0] == LOGIN
    assert "Du är utloggad" in page.text
    assert "Du är utloggad" not in client.get(LOGIN).text


def test_whoever_is_active_elsewhere_stays_logged_in(logged_in):
    assert "fortfarande inloggad" in logged_in.get(OVER).text
    assert logged_in.get("/hem/").status_code == 200


def test_after_eight_hours_the_reason_is_another(pass_time, logged_in):
    for _ in range(settings.SESSION_SECONDS // 240):
        logged_in.post(STAY)
        pass_time(240)
    assert "så länge som det går" in logged_in.get("/hem/", follow=True).text


@pytest.mark.row("G9")
def test_a_page_leads_away_by_itself_without_scripts(logged_in):
    page = logged_in.get("/hem/").text
    assert f'<noscript><meta http-equiv="refresh" content="300;url={OVER}"></noscript>' in page
    assert "inte har gjort något på 5 minuter, och alltid efter 8 timmar" in page


@pytest.mark.row("G9")
def test_the_times_on_the_pages_are_the_settings(logged_in, settings):
    settings.IDLE_SECONDS, settings.SESSION_SECONDS = 120, 3_600
    page = logged_in.get("/hem/").text
    assert 'data-seconds="120"' in page
    assert "på 2 minuter, och alltid efter 1 timme" in page


@pytest.mark.row("G9")
def test_the_warning_is_a_dialog_that_is_announced(logged_in):
    dialog = re.search(r"<dialog.*?</dialog>", logged_in.get("/hem/").text, re.DOTALL).group()
    assert 'role="alertdialog"' in dialog
    assert 'aria-live="assertive"' in dialog
    assert {"idle-heading", "idle-text"} == set(re.findall(r'id="([a-z-]+)"', dialog))


@pytest.mark.parametrize("path", [LOGIN, "/hjalp/", "/no-such-page/"])
def test_a_page_without_a_limit_has_no_clock(client, path):
    page = client.get(path).text
    assert "data-idle" not in page
    assert "refresh" not in page


def test_the_clock_of_a_login_is_on_its_steps_only(client, astrid):
    begin(client)
    assert "data-idle" in client.get(CODE).text
    assert "data-idle" not in client.get("/hjalp/").text


def test_a_request_that_is_refused_early_has_a_page(client):
    assert client.get("/hem/", headers={"host": "elsewhere.example"}).status_code == 400


@pytest.mark.row("E7", "G9")
def test_a_step_of_a_login_is_prolonged_within_the_time_of_the_whole(pass_time, client, astrid):
    begin(client)
    for _ in range(6):
        pass_time(240)
        assert told(client.post(STAY)) == (300, True)
    pass_time(240)
    assert told(client.post(STAY)) == (120, False)
    assert "för det här steget" in client.get(CODE).text
    pass_time(121)
    assert "avbröts" in client.get(OVER, follow=True).text


@pytest.mark.row("E7")
def test_asking_does_not_prolong_a_step(pass_time, client, astrid):
    begin(client)
    pass_time(200)
    assert told(client.get(LEFT)) == (100, True)
    assert client.get(OVER).url == CODE
    pass_time(101)
    assert client.get(CODE).url == LOGIN


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(3600, "1 timme"), (28_800, "8 timmar"), (60, "1 minut"), (5_400, "90 minuter"), (90, "90 s")],
)
def test_a_time_is_told_exactly(seconds, words):
    assert duration(seconds).startswith(words)


@pytest.mark.row("E5")
def test_a_cookie_that_was_kept_is_refused_after_the_logout(logged_in):
    kept = Client()
    kept.cookies[settings.SESSION_COOKIE_NAME] = logged_in.session.session_key
    assert kept.get("/hem/").status_code == 200
    logged_in.post("/logga-ut/")
    assert kept.get("/hem/").url.startswith(LOGIN)


@pytest.mark.row("E1")
def test_a_cookie_that_was_planted_before_the_login_is_worth_nothing(client, astrid, kodbox):
    client.get("/nytt-losenord/")
    planted = Client()
    planted.cookies[settings.SESSION_COOKIE_NAME] = client.session.session_key
    begin(client)
    assert planted.get(CODE).url == LOGIN
    planted.cookies[settings.SESSION_COOKIE_NAME] = client.session.session_key
    client.post(CODE, {"code": kodbox.press()}, follow=True)
    assert planted.get("/hem/").url.startswith(LOGIN)


@pytest.mark.row("E6")
def test_every_cookie_is_for_this_site_and_this_browser_session(logged_in):
    cookies = {name: dict(cookie) for name, cookie in logged_in.cookies.items()}
    del cookies[settings.BROWSER_COOKIE_NAME]  # It opens nothing, and stays.
    assert set(cookies) == {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}
    for cookie in cookies.values():
        assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
        assert (cookie["domain"], cookie["max-age"], cookie["expires"]) == ("", "", "")
