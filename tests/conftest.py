"""What the tests share: people, their kodboxes, and a clock that can be moved."""

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
        help="run what a plain run leaves out: every browser and every server",
    )
    parser.addoption(
        "--postgresql",
        action="store_true",
        help="run against a real PostgreSQL, which starts by itself, instead of SQLite",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Choose this run's part of the suite; what is named on the command line always runs."""
    if config.option.markexpr or not _is_whole_suite(config):
        chosen = [item for item in items if config.option.postgresql or not _has(item, "plans")]
    else:
        part = _on_postgresql if config.option.postgresql else _on_sqlite
        chosen = [item for item in items if part(item, rest=config.option.rest)]
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = chosen


def _is_whole_suite(config: pytest.Config) -> bool:
    folders = [config.rootpath / name for name in config.getini("testpaths")]
    return [config.invocation_params.dir / each for each in config.args] == folders


def _on_sqlite(item: pytest.Item, *, rest: bool) -> bool:
    """Tell whether an item belongs to the plain run, or to the rest of it."""
    is_plain = _has(item, "smoke") or not _has(item, "browser", "server")
    return is_plain != rest and not _has(item, "plans")


def _on_postgresql(item: pytest.Item, **_rest: bool) -> bool:
    """Leave out what does not ask which database the run is about."""
    return not _has(item, "browser", "own_database")


def _has(item: pytest.Item, *markers: str) -> bool:
    return any(item.get_closest_marker(each) for each in markers)


# The same examples in every run, for however long they take; the long form looks for new ones.
hypothesis.settings.register_profile(
    "suite",
    derandomize=os.environ.get("HEMBANKEN_CAMPAIGN") != "long",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("suite")


@receiver(setting_changed)
def draw_anew(**_change: object) -> None:
    """Forget the pages that were drawn: in a process of production no setting changes."""
    page_cache.cached_pages.clear()


@pytest.fixture(autouse=True)
def swedish() -> None:
    """Begin in Swedish: a request leaves its language to its thread, as it does in production."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def texts(db: None) -> None:
    people.publish_texts()


@pytest.fixture
def astrid(texts: None) -> Account:
    """She has a personal password, and has accepted everything."""
    account = people.new_customer(people.ASTRID, "Astrid Avtal")
    people.settle(account)
    return account


@pytest.fixture
def kodbox(astrid: Account) -> Kodbox:
    """Astrid's box, in use."""
    return people.give(astrid, active=True)


@pytest.fixture
def bo(texts: None) -> Account:
    """He has a temporary password in `bo.temporary`, and all else."""
    account = people.new_customer(people.BO, "Bo Glömsk")
    people.settle(account)
    account.temporary = passwords.issue_temporary(account, audit_log.NO_CONTEXT)
    return account


@pytest.fixture
def cecilia(texts: None) -> Account:
    """She is new: nothing but a box on its way."""
    return people.new_customer(people.CECILIA, "Cecilia Ny")


@pytest.fixture
def logged_in(client: Client, astrid: Account, kodbox: Kodbox) -> Client:
    """A browser in which Astrid is logged in."""
    people.log_in(client, people.ASTRID, people.PASSWORD, kodbox)
    return client


@pytest.fixture
def pass_time(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Stop both clocks that the site reads, and move them forward by so many seconds."""
    began, moved = math.ceil(time.time()), 0.0  # Whole, as what is rounded on the way would not be.
    began_at = datetime.fromtimestamp(began, UTC)

    def forward(seconds: float) -> None:
        nonlocal moved
        moved += seconds

    monkeypatch.setattr(time, "time", lambda: began + moved)
    monkeypatch.setattr(timezone, "now", lambda: began_at + timedelta(seconds=moved))
    return forward


@pytest.fixture(scope="session")
def campaign_is_long(pytestconfig: pytest.Config) -> bool:
    """Tell whether races, crashes and attacks are run at length, as `-m campaign` asks for."""
    chosen = pytestconfig.getoption("markexpr") == "campaign"
    return chosen or os.environ.get("HEMBANKEN_CAMPAIGN") == "long"


@pytest.fixture
def own_keys(tmp_path, settings, monkeypatch):
    """A key file of this test's own, in which a new version is current at once."""
    settings.HEMBANKEN_KEYS = str(tmp_path / "keys.json")
    keys.create(settings.HEMBANKEN_KEYS)
    monkeypatch.setattr(rotate_keys, "GRACE_SECONDS", 0)
