"""A POST to a page that is not open is refused, for every page in every state of every flow.

The pages come from the URL configuration, the states from `tests.accounts.roads`, and the open
pages from the flows themselves. Each POST is rolled back, so the state stays the same.
"""

import random
import re
from http.cookies import SimpleCookie

import pytest
from django.apps import apps
from django.contrib.admindocs.views import extract_views_from_urlpatterns, simplify_regex
from django.db import connection
from django.test import Client
from django.urls import get_resolver, reverse

from accounts.login.steps import Step
from accounts.login.wanted_page import DEMONSTRATION
from accounts.models import Acceptance, Account, FailedAttempts, Identifier, RateLimitCount
from hembanken.audit.models import Entry
from kodbox.models import Device, Order
from tests import staff
from tests.accounts import roads
from tests.accounts.walker import rolled_back

pytestmark = [pytest.mark.django_db, pytest.mark.campaign]
PUBLIC = {"login", "new_password", "order_kodbox", "pause_kodbox", "admin:login"}
LOGINS = ("login:completed", "staff:logged_in")
UNCOMPARED_APPS = {"audit", "sessions"}
PATH_ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")
COUNTS = {FailedAttempts, RateLimitCount}
CUSTOMER_MODELS = (Account, Identifier, Acceptance)  # no page may change them without a login
PAUSES = "pause_kodbox"  # except this one, which can only take away
SKIPPED_SHARE = 0.93  # of the requests that the short form of the test may skip
FLOWS = {
    "separate": (roads.newcomer, roads.first_login),
    "joint": (roads.newcomer, roads.first_login),
    "reset": (roads.settled, roads.reset),
    "change": (roads.settled, roads.change_password),
    "order": (roads.settled, roads.order_kodbox),
    "staff": (roads.settled, roads.work_as_staff),
}


@pytest.fixture(autouse=True)
def people_page(settings, tmp_path):
    """Create the file that the demonstration's page shows."""
    settings.VAR_DIR = tmp_path
    (tmp_path / "people.json").write_text('{"customers": [], "staff": []}')


@pytest.fixture
def clerk(texts):
    return staff.hire("karin", "kundservice")[1]


def rows(models):
    """Return every row of these models, as stored."""
    found = {}
    with connection.cursor() as cursor:
        for table in (model._meta.db_table for model in models):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = sorted(map(repr, cursor.fetchall()))
    return found


def all_rows():
    """Return every row except attempts, audit log and sessions."""
    models = apps.get_models(include_auto_created=True)
    return rows(
        model
        for model in models
        if model not in COUNTS
        and not hasattr(model, "session_data")
        and model._meta.app_label not in UNCOMPARED_APPS
    )


def logins():
    return Entry.objects.filter(event__in=LOGINS).count()


def pages():
    """Yield the name and the path of every page of the site, for rows that exist."""
    rows_by_kind = {"order": Order.objects.first(), "device": Device.objects.first()}
    for _view, regex, space, name in extract_views_from_urlpatterns(get_resolver().url_patterns):
        path = simplify_regex(regex)
        row = next((row for kind, row in rows_by_kind.items() if row and f"/{kind}/" in path), None)
        values = {"object_id": str(row.pk) if row else "1", "app_label": "kodbox"}
        filled = PATH_ARGUMENT.sub(lambda match, values=values: values.get(match[1], "1"), path)
        yield ":".join([*(space or ()), name or ""]), filled


def bodies(walker, clerk):
    """Yield the right values: all, all without the encrypted password, and those of staff."""
    everything = walker.body()
    yield everything
    yield {name: text for name, text in everything.items() if name != "encrypted"}
    yield everything | {"password": staff.PASSWORD, "code": clerk.code_at(clerk.counter)}


def posts(walker, clerk, *, sampled):
    """Yield browser, page and body of each request; the samples are the same in every run."""
    generator, all_bodies = random.Random(1), list(bodies(walker, clerk))
    is_staff = bool(walker.open_actions)

    def is_for(path):
        return path.startswith("/personal/") == is_staff

    for browser, open_pages in ((walker.client, walker.open_pages), (Client(), set())):
        for name, path in pages():
            for number, body in enumerate(all_bodies):
                is_core = browser is walker.client and number == 0 and is_for(path)
                is_skipped = sampled and not is_core and generator.random() < SKIPPED_SHARE
                if name not in open_pages | DEMONSTRATION and not is_skipped:
                    yield browser, name, path, body


def same_browser(client):
    copy = Client(raise_request_exception=False)
    copy.cookies = SimpleCookie({name: morsel.value for name, morsel in client.cookies.items()})
    return copy


def wrong_results(state, walker, clerk, *, sampled):
    """Send every request, and yield each result that must not happen."""
    before, customers, logins_before = all_rows(), rows(CUSTOMER_MODELS), logins()
    for browser, name, path, body in posts(walker, clerk, sampled=sampled):
        with rolled_back():
            status = same_browser(browser).post(path, body).status_code
            is_staff = name == "admin:login" and body["password"] == staff.PASSWORD
            if status >= 500 or (logins() != logins_before and not is_staff):
                yield state, path, status
            elif (name != PAUSES and rows(CUSTOMER_MODELS) != customers) or (
                name not in PUBLIC and all_rows() != before
            ):
                yield state, path, "changed"


@pytest.mark.row("S10", "D8")
@pytest.mark.parametrize("flow", FLOWS)
def test_a_page_that_is_not_open_refuses_every_post(flow, clerk, settings, campaign_is_long):
    settings.REFUSALS = "joint" if flow == "joint" else "separate"
    new_walker, walk = FLOWS[flow]
    walker = new_walker()
    for state in walk(walker):
        assert not list(wrong_results(state, walker, clerk, sampled=not campaign_is_long))


@pytest.mark.parametrize("mode", ["separate", "joint"])
def test_a_first_login_has_every_step(mode, texts, settings):
    settings.REFUSALS = mode
    assert set(Step) <= set(roads.first_login(roads.newcomer()))


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_the_bodies_are_accepted_by_the_public_pages(name, clerk):
    responses = [Client().post(reverse(name), body) for body in bodies(roads.settled(), clerk)]
    assert 302 in [response.status_code for response in responses]
