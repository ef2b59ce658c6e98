"""The page that a customer or a member of staff wanted to open is where the login ends."""

from urllib.parse import quote

import pytest
from django.contrib.admindocs.views import extract_views_from_urlpatterns, simplify_regex
from django.test import Client
from django.urls import get_resolver, reverse

from accounts.login import wanted_page
from accounts.login.steps import Step
from tests import people, staff

pytestmark = pytest.mark.django_db
LOGIN, CODE, HOME = "/logga-in/", "/logga-in/behorighetskod/", "/hem/"
SECURITY = "/om-hembanken/sakerhetslosning/"
UNSAFE = [
    "//evil.example/",
    "///evil.example/",
    "//evil.example/om-hembanken/",
    "///evil.example/om-hembanken/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "https://evil.example/",
    "https:evil.example",
    "https:/evil.example",
    "http:///evil.example/om-hembanken/",
    "javascript:alert(1)",
    "data:text/html,x",
    "/om-hembanken/\r\nSet-Cookie: a=b",
    "/om-hembanken/?a=\x00",
    " /om-hembanken/",
    "\t//evil.example/",
    "/%2F/evil.example/",
    "/%5Cevil.example/",
    "%2F%2Fevil.example",
    "/om-hembanken/..//evil.example/",
    "/om-hembanken/%2e%2e/logga-ut/",
    "/om-hembanken@evil.example/",
    "evil.example",
    "om-hembanken/",
    "@evil.example",
    "/finns-inte/",
    "/om-hembanken/?" + "a" * 5_000,
    "/" * 3_000,
    "/\u2215evil.example/",
    "https://[evil/",
    "/static/css/site.css",
]


def wanting(path, login=LOGIN):
    return f"{login}?next={quote(path, safe='')}"


def log_in(client, kodbox, wanted):
    """Log in from the login page that leads to a page, and return the redirect after the code."""
    client.post(wanting(wanted), {"number": people.ASTRID, "password": people.PASSWORD})
    assert client.post(CODE, {"code": kodbox.press()}).url == HOME
    return client.get(HOME)


@pytest.fixture
def returning(client, astrid, kodbox):
    """A browser of Astrid, who has logged in and out before."""
    people.log_in(client, people.ASTRID, people.PASSWORD, kodbox)
    client.post("/logga-ut/")
    return client


@pytest.mark.parametrize(
    "path", [SECURITY, "/om-hembanken/avtal/", "/bestall-kodbox/", "/hjalp/?a=b"]
)
def test_an_ordinary_login_ends_on_the_page_that_was_wanted(returning, kodbox, path):
    response = log_in(returning, kodbox, path)
    assert response.url == path
    assert returning.get(path).status_code == 200


def test_a_closed_page_leads_back_to_itself_through_the_login(returning, kodbox):
    login = returning.get(SECURITY).url
    next_page = returning.post(login, {"number": people.ASTRID, "password": people.PASSWORD}).url
    assert next_page == CODE
    returning.post(CODE, {"code": kodbox.press()})
    assert returning.get(HOME).url == SECURITY


def test_the_browser_is_known_also_when_the_login_ends_elsewhere(
    client, returning, kodbox, settings
):
    del client.cookies[settings.BROWSER_COOKIE_NAME]
    assert settings.BROWSER_COOKIE_NAME in log_in(client, kodbox, SECURITY).cookies


def test_with_joint_refusals_the_login_ends_there_too(returning, kodbox, settings):
    settings.REFUSALS = "joint"
    assert log_in(returning, kodbox, SECURITY).url == SECURITY


def test_a_wrong_password_does_not_lose_the_page(returning, kodbox):
    returning.post(wanting(SECURITY), {"number": people.ASTRID, "password": "9513"})
    assert log_in(returning, kodbox, SECURITY).url == SECURITY


@pytest.mark.parametrize("target", UNSAFE)
def test_an_unsafe_target_leads_home(returning, kodbox, target):
    assert returning.get(wanting(target)).status_code == 200
    response = log_in(returning, kodbox, target)
    assert response.status_code == 200
    assert "Välkommen" in response.text
    assert returning.get(wanting(target)).url == HOME


@pytest.mark.parametrize("name", sorted(wanted_page.NOT_FOR_CUSTOMERS))
def test_no_part_of_the_login_and_nothing_that_is_no_page_is_a_target(returning, kodbox, name):
    assert log_in(returning, kodbox, reverse(name)).status_code == 200


def test_a_page_of_staff_is_no_target_for_a_customer(returning, kodbox):
    assert log_in(returning, kodbox, "/personal/").status_code == 200


def test_every_target_is_a_page_that_opens(logged_in, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    (tmp_path / "people.json").write_text('{"customers": [], "staff": []}')
    for _view, regex, space, name in extract_views_from_urlpatterns(get_resolver().url_patterns):
        path = simplify_regex(regex)
        is_target = not space and "<" not in path and name not in wanted_page.NOT_FOR_CUSTOMERS
        if is_target:
            response = logged_in.get(path, follow=True)
            assert response.status_code == 200, path
            assert "text/html" in response["Content-Type"], path


def test_the_first_page_of_a_first_login_offers_the_page_instead(client, bo):
    kodbox = people.give(bo, active=True)
    client.post(wanting(SECURITY), {"number": people.BO, "password": bo.temporary})
    client.post("/logga-in/nytt-losenord/", {"choice": "4072", "again": "4072"})
    client.post(CODE, {"code": kodbox.press()})
    page = client.get(HOME).text
    assert "Nu är du klar" in page
    assert f'href="{SECURITY}">Fortsätt till sidan som du ville öppna' in page
    assert "Fortsätt till sidan" not in client.get(HOME).text


def test_failed_attempts_of_others_are_told_before_the_page(returning, kodbox):
    stranger = Client(headers={"user-agent": "Another"}, REMOTE_ADDR="192.0.2.7")
    stranger.post(LOGIN, {"number": people.ASTRID, "password": "9513"})
    page = log_in(returning, kodbox, SECURITY)
    assert "har misslyckats" in page.text
    assert f'href="{SECURITY}"' in page.text


def test_the_page_is_in_no_address_after_the_login_page(returning, kodbox):
    response = returning.post(
        wanting(SECURITY), {"number": people.ASTRID, "password": people.PASSWORD}
    )
    assert response.url == CODE
    assert SECURITY not in returning.get(CODE).text


def test_a_change_of_language_keeps_the_page(client):
    assert f'name="next" value="{LOGIN}?next={quote(SECURITY)}"' in client.get(
        wanting(SECURITY)
    ).text.replace("%2F", "/")
    assert f'name="next" value="{LOGIN}"' in client.get(wanting("//evil.example/")).text


def test_a_logged_in_customer_is_led_to_the_page(logged_in):
    assert logged_in.get(wanting(SECURITY)).url == SECURITY
    assert logged_in.get(wanting("//evil.example/")).url == HOME


@pytest.mark.parametrize("step", Step)
def test_the_steps_of_a_login_are_no_targets(rf, step):
    assert wanted_page.of_customer(rf.get(wanting(reverse(step)))) == ""


class TestStaff:
    """The same for members of staff, within their own pages."""

    @pytest.fixture
    def log_in(self, client):
        """Return a function that logs Karin in for a page, and returns where she arrives."""
        kodbox = staff.hire("karin", "kundservice")[1]

        def log_in(wanted):
            credentials = {"username": "karin", "password": staff.PASSWORD, "code": kodbox.press()}
            return client.post(wanting(wanted, staff.LOGIN_URL), credentials).url

        return log_in

    @pytest.mark.parametrize("path", ["/personal/kodbox/order/", "/personal/kodbox/order/?state=x"])
    def test_the_login_ends_on_the_page_that_was_wanted(self, log_in, client, path):
        assert log_in(path) == path
        assert client.get(wanting(path, staff.LOGIN_URL)).url == path

    @pytest.mark.parametrize(
        "target",
        [
            *UNSAFE,
            "/hem/",
            "/personal/logout/",
            "/personal/login/",
            "/personal/jsi18n/",
            "/personal/finns-inte/",
            "/personal/accounts/account/..//evil/change/",
        ],
    )
    def test_any_other_target_leads_to_the_first_page(self, log_in, client, target):
        assert log_in(target) == "/personal/"
        assert client.get(wanting(target, staff.LOGIN_URL)).url == "/personal/"
