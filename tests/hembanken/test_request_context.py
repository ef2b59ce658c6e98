"""The request context: the client's address and the name of the browser."""

import pytest
from django.test import RequestFactory

from hembanken.request_context import browser_name, client_address

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1"
CHROME = "Mozilla/5.0 (Linux; Android 14) Chrome/140.0 Mobile Safari/537.36"


def address(remote, forwarded=None):
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    return client_address(RequestFactory().get("/", headers=headers, REMOTE_ADDR=remote))


@pytest.mark.row("S7")
def test_a_forwarded_address_is_ignored_without_a_trusted_proxy():
    assert address("192.0.2.1", "198.51.100.7") == "192.0.2.1"


def test_a_forwarded_scheme_is_ignored_without_a_trusted_proxy(rf):
    assert not rf.get("/", headers={"x-forwarded-proto": "https"}).is_secure()


@pytest.mark.row("S7")
@pytest.mark.parametrize(
    ("forwarded", "expected"),
    [
        ("203.0.113.9, 198.51.100.7", "198.51.100.7"),
        ("198.51.100.7, 10.0.0.2", "198.51.100.7"),
        ("2001:db8::1", "2001:db8::1"),
        (None, "10.0.0.1"),
        ("not an address", None),
        ("10.0.0.2", "10.0.0.2"),
    ],
)
def test_the_nearest_address_that_is_not_a_trusted_proxy_is_the_clients(
    settings, forwarded, expected
):
    settings.HEMBANKEN_TRUSTED_PROXIES = ["10.0.0.0/24"]
    assert address("10.0.0.1", forwarded) == expected


@pytest.mark.parametrize(
    ("user_agent", "expected"),
    [
        (FIREFOX, "Firefox på Linux"),
        (SAFARI, "Safari på iPhone"),
        (CHROME, "Chrome på Android"),
        ("curl/8", ""),
        ("<script>" * 1_000, ""),
    ],
)
def test_a_browser_is_named_by_its_product_and_system(user_agent, expected):
    assert browser_name(user_agent) == expected
