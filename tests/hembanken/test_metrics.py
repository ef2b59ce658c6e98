"""The metrics, and the addresses that may serve them."""

import pytest
from django.db import transaction
from prometheus_client import REGISTRY

from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.metrics.address import metrics_address_is_private, split_address
from tests import people


@pytest.fixture
def growth():
    """Return a function for the growth of a metric during the test."""
    names = {each: ("hembanken_events_total", {"event": each.value}) for each in Event}
    names["faults"] = ("hembanken_audit_log_faults_total", {})
    before = {each: REGISTRY.get_sample_value(*name) or 0 for each, name in names.items()}
    return lambda each: (REGISTRY.get_sample_value(*names[each]) or 0) - before[each]


@pytest.mark.django_db
def test_refusals_are_counted_for_known_and_unknown_customers(
    client, astrid, growth, django_capture_on_commit_callbacks
):
    for number in (people.ASTRID, people.NOBODY):
        with django_capture_on_commit_callbacks(execute=True):
            client.post("/logga-in/", {"number": number, "password": "9513"})
    assert growth(Event.PASSWORD_REFUSED) == 2
    assert growth(Event.LOCKED_OUT) == 0


@pytest.mark.django_db
def test_an_event_is_counted_on_commit_only(astrid, growth, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        audit_log.append(Event.LOGGED_OUT, astrid.pk)
        transaction.set_rollback(True)
    assert growth(Event.LOGGED_OUT) == 0
    with django_capture_on_commit_callbacks(execute=True):
        audit_log.append(Event.LOGGED_OUT, astrid.pk)
    assert growth(Event.LOGGED_OUT) == 1


@pytest.mark.django_db
def test_an_event_that_cannot_be_written_is_counted_as_a_fault(astrid, growth, monkeypatch):
    monkeypatch.setattr(audit_log.chain, "extend", lambda entries: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        audit_log.append(Event.LOGGED_OUT, astrid.pk)
    assert (growth("faults"), growth(Event.LOGGED_OUT)) == (1, 0)


@pytest.mark.parametrize(
    ("host", "port"), [("127.0.0.1", 9464), ("[::1]", 9464), ("10.1.2.3", 9464), ("[fd00::1]", 1)]
)
def test_a_loopback_or_private_address_is_accepted(settings, host, port):
    settings.METRICS = f"{host}:{port}"
    assert list(metrics_address_is_private()) == []
    assert split_address(settings.METRICS) == (host.strip("[]"), port)


@pytest.mark.parametrize(
    "text",
    [
        *("0.0.0.0:9464", "[::]:9464", "8.8.8.8:9464", "[2606:4700::1]:9464", "[::ffff:8.8.8.8]:1"),
        *("127.0.0.1", "127.0.0.1:0", "127.0.0.1:x", "127.0.0.1:99999", ":9464", "metrics:9464"),
        *("[::1", "on"),
    ],
)
def test_any_other_address_is_refused(settings, text):
    settings.METRICS = text
    assert [each.id for each in metrics_address_is_private()] == ["hembanken.E012"]
