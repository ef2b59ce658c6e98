"""Batches whose devices are refused more often than chance explains."""

from datetime import timedelta
from math import comb

import pytest
from django.core.management import call_command
from django.utils import timezone

from hembanken.audit import audit_log
from hembanken.audit.events import Event
from kodbox.models import Batch, Device
from kodbox.reports import batch_anomalies
from kodbox.reports.batch_anomalies import STALE_AFTER, WINDOW, RefusalCount, p_value
from tests import people


def batch(in_use, refused):
    return Batch.objects.create(
        sha256=f"{Batch.objects.count():064}",
        imported_by="test",
        devices_count=in_use,
        in_use=in_use,
        refused=refused,
        counted_at=timezone.now(),
    )


def anomalies():
    return [anomaly.batch for anomaly in batch_anomalies.find_anomalies(timezone.now()).anomalies]


@pytest.mark.parametrize(
    ("own", "total"),
    [((7, 3), (60, 9)), ((2, 1), (1_000, 20)), ((40, 12), (400, 30)), ((5, 5), (90, 5))],
)
def test_the_p_value_is_that_of_fishers_exact_test(own, total):
    (sample, hits), (size, marked) = own, total
    ways = [
        comb(marked, k) * comb(size - marked, sample - k)
        for k in range(hits, min(sample, marked) + 1)
    ]
    exact = sum(ways) / comb(size, sample)
    assert p_value(RefusalCount(*own), RefusalCount(*total)) == pytest.approx(exact, rel=1e-6)


@pytest.mark.django_db
def test_a_batch_that_is_refused_far_more_often_is_an_anomaly():
    batch(10_000, 200), batch(10_000, 210)
    broken = batch(1_000, 60)
    (found,) = batch_anomalies.find_anomalies(timezone.now()).anomalies
    assert (found.batch, found.own, found.others) == (
        broken,
        RefusalCount(1_000, 60),
        RefusalCount(20_000, 410),
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("in_use", "refused"),
    [
        (2, 1),  # half of the devices, but only one
        (50, 3),  # three times as often, which chance explains
        (100_000, 2_600),  # not chance, but a small difference
        (0, 0),
    ],
)
def test_few_devices_and_small_differences_are_no_anomaly(in_use, refused):
    batch(100_000, 2_000), batch(in_use, refused)
    assert anomalies() == []


@pytest.mark.django_db
def test_the_significance_is_divided_among_the_batches():
    batch(100_000, 2_000), batch(100, 9)
    assert len(anomalies()) == 1
    for _ in range(50):
        batch(1_000, 20)
    assert anomalies() == []


@pytest.mark.django_db
def test_the_least_likely_batch_comes_first():
    batch(100_000, 2_000)
    worse, worst = batch(1_000, 60), batch(1_000, 90)
    assert anomalies() == [worst, worse]
    Batch.objects.update(in_use=100, refused=100)
    assert anomalies() == []


@pytest.mark.django_db
def test_missing_and_old_counts_are_stale():
    now = timezone.now()
    assert batch_anomalies.find_anomalies(now).is_stale
    batch(1, 0)
    assert not batch_anomalies.find_anomalies(now).is_stale
    assert batch_anomalies.find_anomalies(now + STALE_AFTER + timedelta(minutes=1)).is_stale


@pytest.mark.django_db
def test_housekeeping_counts_each_active_device_once_for_four_weeks(astrid, bo, cecilia):
    counted = batch(9, 9)
    for owner in (astrid, bo, cecilia):
        people.give(owner, active=True)
    people.give(astrid)  # dispatched, not active
    Device.objects.update(batch=counted)
    for _ in range(3):
        audit_log.append_failure([Event.CODE_REFUSED], astrid.pk)
    audit_log.append_failure([Event.PASSWORD_REFUSED], bo.pk)
    audit_log.append_failure([Event.CODE_REFUSED], None)
    call_command("housekeeping")
    counted.refresh_from_db()
    assert (counted.in_use, counted.refused) == (3, 1)
    for minutes, refused in ((-1, 1), (1, 0)):
        batch_anomalies.count_refusals(timezone.now() + WINDOW + timedelta(minutes=minutes))
        counted.refresh_from_db()
        assert (counted.in_use, counted.refused) == (3, refused)
