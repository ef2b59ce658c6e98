"""A request in another character set than UTF-8 gets 400, and never an exception."""

import pytest

pytestmark = pytest.mark.django_db
OTHERS = ["utf-7", "utf-16", "latin-1", ""]
FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize("charset", OTHERS)
@pytest.mark.parametrize("path", ["/logga-in/", "/sparra-kodbox/", "/hem/"])
def test_another_charset_is_refused(client, path, charset):
    content_type = f"{FORM}; charset={charset}"
    assert client.generic("POST", path, b"number=%2B2AA-", content_type).status_code == 400
    assert client.get(path, {"next": "/hem/"}, CONTENT_TYPE=content_type).status_code == 400


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8"])
def test_utf_8_is_accepted(client, charset):
    response = client.post("/logga-in/", "number=x", content_type=f"{FORM}; charset={charset}")
    assert response.url == "/logga-in/"
