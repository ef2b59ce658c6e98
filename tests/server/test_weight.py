"""What a browser gets before it shows the login page: how much, how often, and to keep for long."""

import gzip
import re

import pytest

from tests.server.production import HOST_NAME

pytestmark = [pytest.mark.server, pytest.mark.own_database]
BASE = f"https://{HOST_NAME}"
ACCEPTS = {"Accept-Encoding": "gzip, deflate, br, zstd"}
STATIC = re.compile(r'(?:href|src)="(/static/[^"]+)"')
HASHED = re.compile(r"\.[0-9a-f]{12}\.(css|js|svg)$")
HTML_AND_CSS_BYTES = 20_480
ALL_BYTES = 24_576


def names(page):
    return STATIC.findall(page.body.decode())


def sheets(page):
    return [name for name in names(page) if name.endswith(".css")]


@pytest.fixture(scope="module")
def get(site):
    return lambda path, **headers: site.ask(BASE + path, headers=ACCEPTS | headers)


@pytest.fixture(scope="module")
def login(get):
    return get("/logga-in/")


@pytest.fixture(scope="module")
def files(get, login):
    return {name: get(name) for name in names(login)}


def test_the_page_with_its_style_is_small(login, files):
    style = sum(len(files[name].body) for name in sheets(login))
    everything = sum(len(file.body) for file in files.values())
    print(f"page {len(login.body)}, style {style}, with scripts and icon {everything} bytes")
    assert len(login.body) + style <= HTML_AND_CSS_BYTES
    assert len(login.body) + everything <= ALL_BYTES


def test_a_page_waits_for_one_stylesheet_that_imports_nothing(login, files):
    (name,) = sheets(login)
    style = gzip.decompress(files[name].body).decode()
    assert "@import" not in style
    assert ".button {" in style
    assert "@media print {\n@layer components {" in style


def test_static_files_are_kept_for_good_under_a_name_of_their_content(login, files):
    assert len(files) >= 4
    for name, file in files.items():
        assert file.status == 200
        assert HASHED.search(name)
        assert "immutable" in file.headers["Cache-Control"]
        assert file.headers["Content-Encoding"] == "gzip"
        assert file.headers["Vary"] == "Accept-Encoding"


def test_a_static_file_that_has_not_changed_is_not_sent_again(get, files):
    for name, file in files.items():
        assert re.fullmatch(r'"[^"]+"', file.headers["ETag"])
        assert get(name, **{"If-None-Match": file.headers["ETag"]}).status == 304


@pytest.mark.parametrize("path", ["/logga-in/", "/nytt-losenord/", "/bestall-kodbox/"])
def test_a_page_that_may_name_somebody_is_not_compressed(get, path):
    assert get(path).headers["Content-Encoding"] is None


@pytest.mark.parametrize("path", ["/hjalp/", "/tillganglighet/"])
def test_a_page_that_is_the_same_for_everybody_is_compressed(get, path):
    page = get(path)
    assert page.headers["Content-Encoding"] == "gzip"
    assert "</html>" in gzip.decompress(page.body).decode()
