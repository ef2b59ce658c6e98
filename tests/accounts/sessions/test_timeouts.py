"""The timeouts of sessions and logins, what counts as activity, and the pages' warning."""

import re

import pytest
from django.conf import settings
from django.test import Client

from hembanken.web.context_processors import duration
from tests import people

pytestmark = pytest.mark.django_db
TIME_LEFT, EXTEND, TIMED_OUT = "/tid-kvar/", "/fortsatt/", "/utloggad/"
LOGIN, CODE = "/logga-in/", "/logga-in/behorighetskod/"


def enter_password(client):
    client.post(LOGIN, {"number": people.ASTRID, "password": people.PASSWORD})


def time_left(response):
    """Return the seconds left and whether activity extends them."""
    return response.json()["seconds"], response.json()["extendable"]


@pytest.mark.row("E3")
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        *(("get", path, 302) for path in (TIME_LEFT, TIMED_OUT, "/no-such-page/")),
        *(("post", path, 200) for path in ("/hem/", "/hjalp/", EXTEND)),
    ],
)
def test_only_a_persons_request_is_activity(logged_in, pass_time, method, path, status):
    pass_time(200)
    getattr(logged_in, method)(path)
    pass_time(101)
    assert logged_in.get("/hem/").status_code == status


@pytest.mark.row("G9")
def test_the_idle_timeout_is_extended_any_number_of_times(pass_time, logged_in):
    for _ in range(20):
        pass_time(settings.IDLE_SECONDS - 5)
        assert time_left(logged_in.get(TIME_LEFT)) == (5, True)
        assert time_left(logged_in.post(EXTEND)) == (settings.IDLE_SECONDS, True)


@pytest.mark.row("E4", "G9")
def test_the_absolute_timeout_is_not_extended(pass_time, logged_in):
    for _ in range(settings.SESSION_SECONDS // 240 - 1):
        pass_time(240)
        logged_in.post(EXTEND)
    assert time_left(logged_in.post(EXTEND)) == (240, False)


@pytest.mark.row("E8")
def test_a_session_is_extended_only_by_a_post_with_its_csrf_token(pass_time, logged_in):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = logged_in.cookies
    pass_time(200)
    assert strict.post(EXTEND).status_code == 302
    assert logged_in.get(EXTEND).status_code == 405


def test_an_anonymous_visitor_has_no_time_left(client):
    assert time_left(client.get(TIME_LEFT)) == time_left(client.post(EXTEND)) == (0, False)


@pytest.mark.row("G9")
def test_the_page_after_the_idle_timeout_states_the_reason(pass_time, logged_in):
    pass_time(301)
    assert time_left(logged_in.get(TIME_LEFT)) == (0, False)
    page = logged_in.get(TIMED_OUT, follow=True).text
    assert "eftersom du inte hade gjort något" in page
    assert "kanske för att" not in page


def test_an_active_session_is_not_ended_by_the_timeout_page(logged_in):
    assert "fortfarande inloggad" in logged_in.get(TIMED_OUT).text
    assert logged_in.get("/hem/").status_code == 200


def test_the_page_after_the_absolute_timeout_states_another_reason(pass_time, logged_in):
    for _ in range(settings.SESSION_SECONDS // 240):
        logged_in.post(EXTEND)
        pass_time(240)
    assert "så länge som det går" in logged_in.get("/hem/", follow=True).text


@pytest.mark.row("G9")
def test_the_pages_show_the_timeouts_of_the_settings(logged_in, settings):
    settings.IDLE_SECONDS, settings.SESSION_SECONDS = 120, 3_600
    page = logged_in.get("/hem/").text
    assert 'data-seconds="120"' in page
    assert f'<noscript><meta http-equiv="refresh" content="120;url={TIMED_OUT}"></noscript>' in page
    assert "på 2 minuter, och alltid efter 1 timme" in page


@pytest.mark.row("G9")
def test_the_warning_is_an_alert_dialog(logged_in):
    dialog = re.search(r"<dialog.*?</dialog>", logged_in.get("/hem/").text, re.DOTALL).group()
    assert 'role="alertdialog"' in dialog
    assert 'aria-live="assertive"' in dialog
    assert {"idle-heading", "idle-text"} == set(re.findall(r'id="([a-z-]+)"', dialog))


@pytest.mark.parametrize("path", [LOGIN, "/hjalp/", "/no-such-page/"])
def test_a_page_without_a_timeout_has_no_timer(client, path):
    page = client.get(path).text
    assert "data-idle" not in page
    assert "refresh" not in page


def test_only_the_steps_of_a_login_have_its_timer(client, astrid):
    enter_password(client)
    assert "data-idle" in client.get(CODE).text
    assert "data-idle" not in client.get("/hjalp/").text


@pytest.mark.row("E7", "G9")
def test_a_login_step_is_extended_within_the_time_of_the_login(pass_time, client, astrid):
    enter_password(client)
    for _ in range(6):
        pass_time(240)
        assert time_left(client.post(EXTEND)) == (300, True)
    pass_time(240)
    assert time_left(client.post(EXTEND)) == (120, False)
    assert "för det här steget" in client.get(CODE).text
    pass_time(121)
    assert "avbröts" in client.get(TIMED_OUT, follow=True).text


@pytest.mark.row("E7")
def test_a_background_request_does_not_extend_a_step(pass_time, client, astrid):
    enter_password(client)
    pass_time(200)
    assert time_left(client.get(TIME_LEFT)) == (100, True)
    assert client.get(TIMED_OUT).url == CODE
    pass_time(101)
    assert client.get(CODE).url == LOGIN


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(3600, "1 timme"), (28_800, "8 timmar"), (60, "1 minut"), (5_400, "90 minuter"), (90, "90 s")],
)
def test_a_duration_is_stated_exactly(seconds, text):
    assert duration(seconds).startswith(text)


@pytest.mark.row("E6")
def test_every_cookie_is_limited_to_this_site_and_browser_session(logged_in):
    cookies = {name: dict(cookie) for name, cookie in logged_in.cookies.items()}
    del cookies[settings.BROWSER_COOKIE_NAME]  # A persistent cookie that logs nobody in.
    assert set(cookies) == {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}
    for cookie in cookies.values():
        assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
        assert (cookie["domain"], cookie["max-age"], cookie["expires"]) == ("", "", "")
