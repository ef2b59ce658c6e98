"""The page of an emulated device."""

import re
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from kodbox.emulator import shelf
from tests.emulator.conftest import PIN
from tests.swedish import swedish_in

JSON = {"Accept": "application/json"}


@pytest.fixture
def page(serial) -> str:
    return reverse("emulator:device", args=[serial])


def press(client, page, keys, **options):
    for key in keys:
        response = client.post(page, {"key": key}, **options)
    return response


def test_the_page_shows_the_kodbox_without_a_login(client, page):
    response = client.get(page)
    assert response.status_code == 200
    assert "Tryck på OK för att starta kodboxen." in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_a_browser_does_not_translate_display_and_keys(client, page):
    html = client.get(page).text
    tags = re.findall(r"<(?:output|button[^>]* name=.key)[^>]*>", html)
    assert len(tags) == 13
    assert [tag for tag in tags if 'translate="no"' not in tag] == []


def test_a_press_redirects_to_the_page(client, page):
    response = client.post(page, {"key": "OK"})
    assert (response.status_code, response.url) == (302, f"{page}#kodbox")
    assert "ANGE PIN" in client.get(page).content.decode()


def test_in_a_frame_a_press_comes_back_to_the_frame_and_moves_no_page(client, serial):
    beside = reverse("emulator:beside", args=[serial])
    response = client.post(beside, {"key": "OK"})
    assert (response.status_code, response.url) == (302, beside)
    html = client.get(beside).text
    assert "ANGE PIN" in html
    assert f'action="{beside}"' in html
    assert "autofocus" not in html


def test_a_code_is_shown_and_read_digit_by_digit(client, page):
    press(client, page, ["OK", *PIN, "OK"])
    html = client.get(page).content.decode()
    assert "".join(re.findall(r'data-digit="(.)"', html)) == "8475 5224"
    assert "8 4 7 5 5 2 2 4</span>" in html


def test_without_javascript_a_lit_page_refreshes_itself(client, page):
    assert "http-equiv" not in client.get(page).content.decode()
    client.post(page, {"key": "OK"})
    assert f'http-equiv="refresh" content="31; url={page}"' in client.get(page).content.decode()


def test_with_javascript_the_display_comes_as_json(client, page):
    shown = press(client, page, ["OK", *PIN, "OK"], headers=JSON).json()
    assert (shown["screen"], shown["digits"]) == ("code", "8475 5224")
    assert shown["spoken"] == "8 4 7 5 5 2 2 4"
    assert shown["seconds_left"] == 30


def test_a_screen_reader_gets_the_number_of_typed_digits(client, page):
    shown = press(client, page, ["OK", "4", "8"], headers=JSON).json()
    assert (shown["text"], shown["digits"]) == ("ANGE PIN", "••")
    assert shown["spoken"] == "ANGE PIN, 2 av 4 siffror skrivna"


def test_a_question_says_how_to_correct_a_digit(client, page):
    asking = press(client, page, ["OK"], headers=JSON).json()
    assert "MENU tar bort siffrorna" in asking["correction"]
    assert press(client, page, [*PIN, "OK"], headers=JSON).json()["correction"] == ""


def test_only_a_new_kodbox_asks_for_its_start_pin(client, page, new_device):
    assert "Start-PIN" not in press(client, page, ["OK"], headers=JSON).json()["next_step"]
    shelf.add(replace(new_device, serial="1000000002"))
    new = reverse("emulator:device", args=["1000000002"])
    assert "Slå den Start-PIN" in press(client, new, ["OK"], headers=JSON).json()["next_step"]


def test_without_javascript_a_chosen_pin_is_refreshed_to_a_dark_display(client, page):
    press(client, page, ["OK", *PIN, "OK", "MENU", "OK", *"2580", "OK", *"2580", "OK"])
    assert 'http-equiv="refresh" content="4;' in client.get(page).text


def test_a_wrong_pin_says_how_many_tries_are_left(client, page):
    shown = press(client, page, ["OK", *"1111", "OK"], headers=JSON).json()
    assert "4 försök kvar" in shown["next_step"]


def test_get_presses_nothing(client, page, serial):
    for _ in range(3):
        assert client.get(page, headers=JSON).json()["screen"] == "dark"
    assert shelf._load(serial).counter == 0


def test_the_page_holds_no_secret(client, page, device):
    html = client.get(page).content.decode()
    assert device.secret.hex() not in html
    assert device.start_pin not in re.sub(r'value="[A-Za-z0-9]{64}"', "", html)


@pytest.mark.parametrize(
    "sent", [{}, {"key": ""}, {"key": "x"}, {"key": "\0"}, {"key": "1" * 1_000_000}, {"ey": "OK"}]
)
@pytest.mark.parametrize("headers", [{}, JSON])
def test_an_unknown_key_is_ignored(client, page, sent, headers):
    assert client.post(page, sent, headers=headers).status_code in (200, 302)
    assert client.get(page, headers=JSON).json()["screen"] == "dark"


@pytest.mark.parametrize("serial", ["1000000009", "abc", "..", "1" * 500, "١", "1%00", "1%0A"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_unknown_kodbox_is_not_found(client, page, serial, method):
    url = page.replace("1000000001", serial)
    assert getattr(client, method)(url).status_code == 404


def test_other_methods_are_refused(client, page):
    assert client.put(page).status_code == 405


def test_a_press_from_another_site_is_refused(page):
    elsewhere = Client(headers={"Sec-Fetch-Site": "cross-site"})
    elsewhere.post(page, {"key": "OK"})
    assert elsewhere.get(page, headers=JSON).json()["screen"] == "dark"


def test_a_press_of_the_sites_own_form_needs_no_token(page):
    here = Client(enforce_csrf_checks=True, headers={"Sec-Fetch-Site": "same-origin"})
    here.post(page, {"key": "OK"})
    assert here.get(page, headers=JSON).json()["screen"] != "dark"


def test_in_english_only_the_display_is_swedish(page):
    client = Client(headers={"accept-language": "en"})
    for key in ("", "OK", *PIN, "OK", "MENU", "OK", *"1111", "OK", *"9513", "OK", *"9512", "OK"):
        client.post(page, {"key": key})
        assert swedish_in(client.get(page).text) == []
    assert "Choose a PIN again" in client.get(page).text
