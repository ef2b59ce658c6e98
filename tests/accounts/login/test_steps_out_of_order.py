"""Every post to every page in every state of every road: what is not open there is refused.

The pages come from the URL configuration, the states from walking the roads (tests.accounts.roads),
what is open from the flows themselves. A post is rolled back, so that each meets its state whole.
"""

import random
import re
from contextlib import contextmanager
from http.cookies import SimpleCookie

import pytest
from django.apps import apps
from django.contrib.admindocs.views import extract_views_from_urlpatterns, simplify_regex
from django.db import connection, transaction
from django.forms import CharField
from django.test import Client
from django.urls import get_resolver, reverse

from accounts.forms.login import CodeForm
from accounts.login.steps import Step
from accounts.models import Acceptance, Account, FailedAttempts, Identifier, RateLimitCount
from hembanken.audit.models import Entry
from kodbox.models import Device, Order
from tests import staff
from tests.accounts import roads

pytestmark = [pytest.mark.django_db, pytest.mark.campaign]
PUBLIC = {"login", "new_password", "order_kodbox", "admin:login"}
LOGINS = ("login:completed", "staff:logged_in")
NOT_DIGESTED = {"audit", "sessions"}
COUNTS = {FailedAttempts, RateLimitCount}
WHAT_PROVES = (Account, Identifier, Acceptance)  # what no page without a login may change
SHORT_FORM_LEAVES_OUT = (
    0.93  # of what is not everything, from this browser, to a page of one's own door
)
ROADS = {
    "separate": (roads.newcomer, roads.first_login),
    "joint": (roads.newcomer, roads.first_login),
    "reset": (roads.settled, roads.reset),
    "change": (roads.settled, roads.change),
    "order": (roads.settled, roads.order),
    "staff": (roads.settled, roads.at_work),
}


@pytest.fixture(autouse=True)
def people_page(settings, tmp_path):
    """Give the demonstration's page the file that it is made from."""
    settings.VAR_DIR = tmp_path
    (tmp_path / "people.json").write_text('{"customers": [], "staff": []}')


@pytest.fixture
def clerk(texts):
    return staff.hire("karin", "kundservice")[1]


def rows(models):
    """Return every row of these models, as the database has them."""
    found = {}
    with connection.cursor() as cursor:
        for table in (model._meta.db_table for model in models):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = sorted(map(repr, cursor.fetchall()))
    return found


def all_rows():
    """Return every row but those of attempts, journal and sessions."""
    models = apps.get_models(include_auto_created=True)
    kept = (each for each in models if each not in COUNTS and not hasattr(each, "session_data"))
    return rows(each for each in kept if each._meta.app_label not in NOT_DIGESTED)


def logins():
    return Entry.objects.filter(event__in=LOGINS).count()


@contextmanager
def rolled_back():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def pages():
    """Return the name and the path of every page of the site, with rows that exist."""
    known = {"order": Order.objects.first(), "device": Device.objects.first()}
    for _view, regex, space, name in extract_views_from_urlpatterns(get_resolver().url_patterns):
        path = simplify_regex(regex)
        row = next((row for kind, row in known.items() if row and f"/{kind}/" in path), None)
        told = {"object_id": str(row.pk) if row else "1", "app_label": "kodbox"}
        filled = re.sub(r"<(?:\w+:)?(\w+)>", lambda found, told=told: told.get(found[1], "1"), path)
        yield ":".join([*(space or ()), name or ""]), filled


def bodies(walker, clerk):
    """Return the right values for every form: of the customer, without the seal, of the staff."""
    everything = walker.body()
    yield everything
    yield {name: text for name, text in everything.items() if name != "encrypted"}
    yield everything | {"password": staff.PASSWORD, "code": clerk.code_at(clerk.counter)}


def posts(walker, clerk, *, sampled):
    """Return what is sent where from which browser; the samples are the same in every run."""
    luck, sent = random.Random(1), list(bodies(walker, clerk))
    is_staff = bool(walker.open_actions)

    def is_for(path):
        return path.startswith("/personal/") == is_staff

    for browser, open_pages in ((walker.client, walker.open_pages), (Client(), set())):
        for name, path in pages():
            for number, body in enumerate(sent):
                is_core = browser is walker.client and number == 0 and is_for(path)
                left_out = sampled and not is_core and luck.random() < SHORT_FORM_LEAVES_OUT
                if name not in open_pages and not left_out:
                    yield browser, name, path, body


def same_browser(client):
    twin = Client(raise_request_exception=False)
    twin.cookies = SimpleCookie({name: morsel.value for name, morsel in client.cookies.items()})
    return twin


def faults(stop, walker, clerk, *, sampled):
    """Send it all, and tell what happened that must not."""
    everything, proven, before = all_rows(), rows(WHAT_PROVES), logins()
    for browser, name, path, body in posts(walker, clerk, sampled=sampled):
        with rolled_back():
            status = same_browser(browser).post(path, body).status_code
            is_staff = name == "admin:login" and body["password"] == staff.PASSWORD
            if status >= 500 or (logins() != before and not is_staff):
                yield stop, path, status
            elif rows(WHAT_PROVES) != proven or (name not in PUBLIC and all_rows() != everything):
                yield stop, path, "changed"


@pytest.mark.row("S10", "D8")
@pytest.mark.parametrize("road", ROADS)
def test_what_is_not_open_is_refused(road, clerk, settings, campaign_is_long):
    settings.REFUSALS = "joint" if road == "joint" else "separate"
    come, walk = ROADS[road]
    walker = come()
    for stop in walk(walker):
        assert not list(faults(stop, walker, clerk, sampled=not campaign_is_long))


@pytest.mark.parametrize("mode", ["separate", "joint"])
def test_the_road_of_a_first_login_has_every_step(mode, texts, settings):
    settings.REFUSALS = mode
    assert set(Step) <= set(roads.first_login(roads.newcomer()))


def test_a_field_that_the_walker_does_not_know_is_named(texts, monkeypatch):
    monkeypatch.setitem(CodeForm.base_fields, "colour", CharField())
    with pytest.raises(AssertionError, match=r"unknown fields \['colour'\]"):
        list(roads.first_login(roads.newcomer()))


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_what_is_sent_is_right_where_it_belongs(name, clerk):
    sent = list(bodies(roads.settled(), clerk))
    answers = [Client().post(reverse(name), body).status_code for body in sent]
    assert 302 in answers
