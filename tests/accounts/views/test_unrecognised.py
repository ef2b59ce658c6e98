"""Det här var inte jag: what helps at once against an event that the customer did not cause."""

import re

import pytest
from django.test import Client

from accounts.views.unrecognised import ADVICE
from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.audit.kinds import KINDS, Kind, kind_of
from kodbox.models import Order
from tests import people

pytestmark = pytest.mark.django_db
SECURITY = "/om-hembanken/sakerhetslosning/"
CHANGE, CANCEL = SECURITY + "byt-losenord/", "/bestall-kodbox/avbryt/"
OTHERS = SECURITY + "logga-ut-andra/"
BY_OTHERS = re.compile(
    r"^(staff|notice|agreement:(blocked|unblocked|closed|reopened|erased|pub|acc)|batch)"
)


def page_of(kind):
    return f"{SECURITY}inte-jag/{kind}/"


def main(response):
    return re.search(r"<main.*</main>", response.text, re.DOTALL)[0]


def test_each_event_leads_to_the_page_of_its_kind(logged_in, astrid):
    for event in (Event.PASSWORD_REFUSED, Event.CODE_REFUSED, Event.PASSWORD_CHANGED):
        audit_log.append(event, astrid.pk)
    page = logged_in.get(SECURITY)
    links = re.findall(r'class="events__link" href="([^"]+)"', page.text)
    kinds = [Kind.PASSWORD, Kind.WRONG_CODE, Kind.WRONG_PASSWORD, Kind.LOGIN]
    assert links[:4] == [page_of(kind) for kind in kinds]
    assert len(links) == len(page.context["events"])


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_has_a_page_with_the_number_to_call(logged_in, kind, settings):
    page = main(logged_in.get(page_of(kind)))
    assert str(ADVICE[kind].meaning) in page
    assert settings.KUNDSERVICE_PHONE in page


@pytest.mark.parametrize(
    ("kind", "helps"),
    [
        (Kind.LOGIN, {OTHERS, CHANGE}),
        (Kind.PASSWORD, {OTHERS, CHANGE}),
        (Kind.KODBOX, {OTHERS, CHANGE}),
        (Kind.WRONG_PASSWORD, {CHANGE}),
        (Kind.WRONG_CODE, {CHANGE}),
        (Kind.ORDER, {CHANGE, CANCEL}),
        (Kind.BANK, set()),
    ],
)
def test_the_page_has_what_helps(logged_in, astrid, kind, helps):
    Order.objects.create(owner=astrid, state=Order.State.WAITING, delivery="post")
    page = main(logged_in.get(page_of(kind)))
    assert {path for path in (OTHERS, CHANGE, CANCEL) if f'="{path}"' in page} == helps
    assert ("Spärra kodboxen" in page) == (kind in {Kind.LOGIN, Kind.PASSWORD, Kind.KODBOX})


def test_an_order_that_is_not_open_is_not_offered_to_be_cancelled(logged_in):
    assert CANCEL not in logged_in.get(page_of(Kind.ORDER)).text


def test_logging_out_the_others_leads_back_to_the_page(logged_in, kodbox):
    other = Client()
    people.log_in(other, people.ASTRID, people.PASSWORD, kodbox)
    response = logged_in.post(OTHERS, {"kind": Kind.LOGIN})
    assert response.url == page_of(Kind.LOGIN)
    assert "Du har loggats ut på alla andra enheter." in logged_in.get(response.url).text
    assert other.get("/hem/").status_code == 302


@pytest.mark.parametrize("kind", ["finns-inte", "LOGIN"])
def test_an_unknown_kind_has_no_page_and_is_no_way_back(logged_in, kind):
    assert logged_in.get(page_of(kind)).status_code == 404
    assert logged_in.post(OTHERS, {"kind": kind}).url == SECURITY


def test_the_page_needs_a_login(client):
    assert client.get(page_of(Kind.LOGIN)).url.startswith("/logga-in/")


def test_each_event_that_somebody_else_could_cause_has_a_kind_of_its_own():
    own = [event for event in Event if not BY_OTHERS.match(event.value)]
    by_bank = {
        Event.PASSWORD_VOIDED,
        Event.PAUSE_LIFTED,
        *(event for event in own if "device:" in event.value),
    }
    assert [event for event in own if kind_of(event) == Kind.BANK and event not in by_bank] == []
    assert set(KINDS.values()) | {Kind.BANK} == set(Kind) == set(ADVICE)
