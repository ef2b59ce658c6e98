"""How much a browser loads before it shows the login page, and what it may cache."""

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


def static_paths(page):
    return STATIC.findall(page.body.decode())


@pytest.fixture(scope="module")
def get(site):
    return lambda path, **headers: site.ask(BASE + path, headers=ACCEPTS | headers)


@pytest.fixture(scope="module")
def login(get):
    return get("/logga-in/")


@pytest.fixture(scope="module")
def files(get, login):
    return {name: get(name) for name in static_paths(login)}


def test_the_page_with_its_style_is_small(login, files):
    sizes = {name: len(file.body) for name, file in files.items()}
    style = sum(size for name, size in sizes.items() if name.endswith(".css"))
    assert len(login.body) + style <= HTML_AND_CSS_BYTES
    assert len(login.body) + sum(sizes.values()) <= ALL_BYTES


def test_a_page_has_one_stylesheet_which_imports_nothing(files):
    (name,) = (name for name in files if name.endswith(".css"))
    style = gzip.decompress(files[name].body).decode()
    assert "@import" not in style
    assert ".button {" in style
    assert "@media print {\n@layer components {" in style


def test_static_files_are_cached_for_ever_under_a_hashed_name(files):
    assert len(files) >= 4
    for name, file in files.items():
        assert file.status == 200
        assert HASHED.search(name)
        assert "immutable" in file.headers["Cache-Control"]
        assert file.headers["Content-Encoding"] == "gzip"
        assert file.headers["Vary"] == "Accept-Encoding"


def test_an_unchanged_static_file_is_not_sent_again(get, files):
    for name, file in files.items():
        assert re.fullmatch(r'"[^"]+"', file.headers["ETag"])
        assert get(name, **{"If-None-Match": file.headers["ETag"]}).status == 304


@pytest.mark.parametrize("path", ["/logga-in/", "/nytt-losenord/", "/bestall-kodbox/"])
def test_a_page_that_may_hold_personal_data_is_not_compressed(get, path):
    assert get(path).headers["Content-Encoding"] is None


@pytest.mark.parametrize("path", ["/hjalp/", "/tillganglighet/", "/personuppgifter/"])
def test_a_page_without_personal_data_is_compressed(get, path):
    page = get(path)
    assert page.headers["Content-Encoding"] == "gzip"
    assert "</html>" in gzip.decompress(page.body).decode()
