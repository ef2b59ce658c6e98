"""The help: topics that open and close, by a click, by a link and in print."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ONE_WAY, PHONE, WAY_NAMES
from tests.browser.examining import ALL, Examiner

pytestmark = pytest.mark.browser
WRONG_CODE, LOST = "#fel-behorighetskod", "#borttappad-kodbox"


@pytest.fixture(params=ONE_WAY, ids=WAY_NAMES.get)
def page(request, bank, visit):
    size, javascript = request.param
    page = visit("Astrid", size=size, javascript=javascript).page
    page.goto(f"{bank.url}/hjalp/")
    return page


def test_a_topic_is_closed_until_it_is_opened_by_mouse_or_keyboard(page):
    text = page.locator(LOST)
    expect(text).to_be_hidden()
    summary = page.get_by_text("Borttappad kodbox").last
    summary.click()
    expect(text).to_be_visible()
    page.keyboard.press("Enter")
    expect(text).to_be_hidden()


def test_a_link_to_a_topic_opens_it(bank, page):
    page.goto(f"{bank.url}/logga-in/")
    page.goto(f"{bank.url}/hjalp/{WRONG_CODE}")
    expect(page.locator(WRONG_CODE)).to_be_in_viewport()
    expect(page.get_by_role("heading", name="Felaktig behörighetskod")).to_be_in_viewport()
    expect(page.locator(".topic[open]")).to_have_count(1)


def test_the_contents_lead_to_a_topic_and_are_there_again(page):
    contents = page.get_by_role("heading", name="Vad vill du göra?")
    page.get_by_role("navigation").get_by_role("link", name="Borttappad kodbox").click()
    expect(page.locator(LOST)).to_be_in_viewport()
    if page.viewport_size["width"] == PHONE[0]:
        page.locator(LOST).get_by_role("link", name="Till innehållet").click()
    expect(contents).to_be_in_viewport()


def test_all_topics_are_printed(page):
    page.emulate_media(media="print")
    for topic in (WRONG_CODE, LOST):
        assert page.locator(topic).evaluate("each => each.checkVisibility()")
        assert page.locator(topic).bounding_box()["height"] > 50
    pictures = page.locator(".frame__picture")
    assert pictures.count() > 10
    assert all(picture.bounding_box()["height"] > 50 for picture in pictures.all())


def test_an_open_topic_has_no_fault(bank, visit):
    examiner = Examiner("sv", ALL)
    page = visit("Astrid").page
    for topic in ("anvanda-kodboxen-forsta-gangen", "byta-pinkod", "glomt-losenord"):
        page.goto(f"{bank.url}/hjalp/#{topic}")
        expect(page.locator(f"#{topic}")).to_be_visible()
        examiner.look(page)
    assert examiner.faults == []
