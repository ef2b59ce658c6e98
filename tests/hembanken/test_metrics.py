"""What is counted, and where it may be told."""

import pytest
from django.db import transaction
from prometheus_client import REGISTRY

from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.metrics.address import figures_stay_inside, parted
from tests import people


@pytest.fixture
def counted():
    """Return how much a metric has grown since the fixture was made."""
    names = {each: ("hembanken_events_total", {"event": each.value}) for each in Event}
    names["faults"] = ("hembanken_audit_log_faults_total", {})
    before = {each: REGISTRY.get_sample_value(*name) or 0 for each, name in names.items()}
    return lambda each: (REGISTRY.get_sample_value(*names[each]) or 0) - before[each]


@pytest.mark.django_db
def test_refusals_are_counted_alike_for_a_customer_and_for_nobody(
    client, astrid, counted, django_capture_on_commit_callbacks
):
    for number in (people.ASTRID, people.NOBODY):
        with django_capture_on_commit_callbacks(execute=True):
            client.post("/logga-in/", {"number": number, "password": "9513"})
    assert counted(Event.PASSWORD_REFUSED) == 2
    assert counted(Event.LOCKED_OUT) == 0


@pytest.mark.django_db
def test_what_was_taken_back_has_not_happened(astrid, counted, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        audit_log.append(Event.LOGGED_OUT, astrid.pk)
        transaction.set_rollback(True)
    assert counted(Event.LOGGED_OUT) == 0
    with django_capture_on_commit_callbacks(execute=True):
        audit_log.append(Event.LOGGED_OUT, astrid.pk)
    assert counted(Event.LOGGED_OUT) == 1


@pytest.mark.django_db
def test_an_event_that_cannot_be_written_is_a_fault(astrid, counted, monkeypatch):
    monkeypatch.setattr(audit_log.chain, "extend", lambda entries: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        audit_log.append(Event.LOGGED_OUT, astrid.pk)
    assert (counted("faults"), counted(Event.LOGGED_OUT)) == (1, 0)


@pytest.mark.parametrize("text", ["127.0.0.1:9464", "[::1]:9464", "10.1.2.3:9464", "[fd00::1]:1"])
def test_an_address_of_this_machine_or_of_a_private_network_may_tell(settings, text):
    settings.METRICS = text
    assert list(figures_stay_inside()) == []
    assert parted(text) == (text.rpartition(":")[0].strip("[]"), int(text.rpartition(":")[2]))


@pytest.mark.parametrize(
    "text",
    [
        *("0.0.0.0:9464", "[::]:9464", "8.8.8.8:9464", "[2606:4700::1]:9464", "[::ffff:8.8.8.8]:1"),
        *("127.0.0.1", "127.0.0.1:0", "127.0.0.1:x", "127.0.0.1:99999", ":9464", "metrics:9464"),
        *("[::1", "on"),
    ],
)
def test_no_other_address_may(settings, text):
    settings.METRICS = text
    assert [each.id for each in figures_stay_inside()] == ["hembanken.E012"]
