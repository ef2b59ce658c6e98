"""Shared fixtures: people, their kodboxes, and a clock under control."""

import math
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import hypothesis
import pytest
from django.conf import settings
from django.dispatch import receiver
from django.test import Client
from django.test.signals import setting_changed
from django.utils import timezone, translation

from accounts import notices
from accounts.credentials import passwords
from accounts.models import Account
from accounts.views import page_cache
from hembanken.audit import audit_log
from hembanken.crypto import keys
from hembanken.management.commands import rotate_keys
from tests import people
from tests.people import Kodbox


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rest",
        action="store_true",
        help="run what the default run leaves out: all browser and server tests",
    )
    parser.addoption(
        "--postgresql",
        action="store_true",
        help="run against PostgreSQL, which is started here, instead of SQLite",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Select this run's part of the suite. Tests named on the command line always run."""
    if config.option.markexpr or not _is_whole_suite(config):
        selected = [item for item in items if config.option.postgresql or not _has(item, "plans")]
    else:
        part = _on_postgresql if config.option.postgresql else _on_sqlite
        selected = [item for item in items if part(item, rest=config.option.rest)]
    config.hook.pytest_deselected(items=[item for item in items if item not in selected])
    items[:] = selected


def _is_whole_suite(config: pytest.Config) -> bool:
    folders = [config.rootpath / name for name in config.getini("testpaths")]
    return [config.invocation_params.dir / each for each in config.args] == folders


def _on_sqlite(item: pytest.Item, *, rest: bool) -> bool:
    """Return whether a test belongs to the default run, or to the rest of it."""
    is_default = _has(item, "smoke") or not _has(item, "browser", "server")
    return is_default != rest and not _has(item, "plans")


def _on_postgresql(item: pytest.Item, **_rest: bool) -> bool:
    """Return whether a test depends on the database of this run."""
    return not _has(item, "browser", "own_database")


def _has(item: pytest.Item, *markers: str) -> bool:
    return any(item.get_closest_marker(each) for each in markers)


# The same examples in every run, without a deadline; the long campaign generates new ones.
hypothesis.settings.register_profile(
    "suite",
    derandomize=os.environ.get("HEMBANKEN_CAMPAIGN") != "long",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("suite")


@receiver(setting_changed)
def clear_page_cache(**_change: object) -> None:
    """Clear cached pages, which depend on settings: in production no setting changes."""
    page_cache.cached_pages.clear()


@pytest.fixture(autouse=True)
def swedish() -> None:
    """Start each test in Swedish: a request leaves its language active in its thread."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def no_notices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this process have read that there is no notice, whenever a page asks."""
    monkeypatch.setattr(notices, "_notices", ())
    monkeypatch.setattr(notices, "_read_at", math.inf)


@pytest.fixture
def texts(db: None) -> None:
    people.publish_texts()


@pytest.fixture
def astrid(texts: None) -> Account:
    """A customer with a personal password who has accepted everything."""
    account = people.new_customer(people.ASTRID, "Astrid Avtal")
    people.settle(account)
    return account


@pytest.fixture
def kodbox(astrid: Account) -> Kodbox:
    """Astrid's active kodbox."""
    return people.give(astrid, active=True)


@pytest.fixture
def bo(texts: None) -> Account:
    """A customer with a temporary password, in `bo.temporary`, who has accepted everything."""
    account = people.new_customer(people.BO, "Bo Glömsk")
    people.settle(account)
    account.temporary = passwords.issue_temporary(account, audit_log.NO_CONTEXT)
    return account


@pytest.fixture
def cecilia(texts: None) -> Account:
    """A new customer, whose kodbox is on its way."""
    return people.new_customer(people.CECILIA, "Cecilia Ny")


@pytest.fixture
def logged_in(client: Client, astrid: Account, kodbox: Kodbox) -> Client:
    """A browser in which Astrid is logged in."""
    people.log_in(client, people.ASTRID, people.PASSWORD, kodbox)
    return client


@pytest.fixture
def pass_time(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Stop both clocks of the site; return a function that moves them forward by seconds."""
    began, moved = math.ceil(time.time()), 0.0  # A whole second: some columns are rounded.
    began_at = datetime.fromtimestamp(began, UTC)

    def forward(seconds: float) -> None:
        nonlocal moved
        moved += seconds

    monkeypatch.setattr(time, "time", lambda: began + moved)
    monkeypatch.setattr(timezone, "now", lambda: began_at + timedelta(seconds=moved))
    return forward


@pytest.fixture(scope="session")
def campaign_is_long(pytestconfig: pytest.Config) -> bool:
    """Return whether races, crashes and attacks run in their long form, as with `-m campaign`."""
    is_campaign = pytestconfig.getoption("markexpr") == "campaign"
    return is_campaign or os.environ.get("HEMBANKEN_CAMPAIGN") == "long"


@pytest.fixture
def own_keys(tmp_path, settings, monkeypatch):
    """A separate key file, in which a new key version is current at once."""
    settings.HEMBANKEN_KEYS = str(tmp_path / "keys.json")
    keys.create(settings.HEMBANKEN_KEYS)
    monkeypatch.setattr(rotate_keys, "GRACE_SECONDS", 0)
