"""Batches that are refused too often: what is counted, and what chance explains."""

from datetime import timedelta
from math import comb

import pytest
from django.core.management import call_command
from django.utils import timezone

from hembanken.audit import audit_log
from hembanken.audit.events import Event
from kodbox.models import Batch, Device, State
from kodbox.reports import batch_anomalies
from kodbox.reports.batch_anomalies import STALE, WINDOW, Tally, chance_of
from tests import people


def batch(in_use, refused):
    """Make a batch of which so much was counted."""
    number = Batch.objects.count()
    return Batch.objects.create(
        sha256=f"{number:064}",
        imported_by="test",
        devices_count=in_use,
        in_use=in_use,
        refused=refused,
        counted_at=timezone.now(),
    )


def odd():
    return [each.batch for each in batch_anomalies.survey(timezone.now()).odd]


@pytest.mark.parametrize(
    ("own", "everything"),
    [((7, 3), (60, 9)), ((2, 1), (1_000, 20)), ((40, 12), (400, 30)), ((5, 5), (90, 5))],
)
def test_the_chance_is_that_of_fishers_exact_test(own, everything):
    (drawn, hits), (size, marked) = own, everything
    ways = [
        comb(marked, k) * comb(size - marked, drawn - k)
        for k in range(hits, min(drawn, marked) + 1)
    ]
    exact = sum(ways) / comb(size, drawn)
    assert chance_of(Tally(*own), Tally(*everything)) == pytest.approx(exact, rel=1e-6)


@pytest.mark.django_db
def test_a_batch_that_is_refused_far_more_often_stands_out_beside_the_others():
    batch(10_000, 200), batch(10_000, 210)
    broken = batch(1_000, 60)
    (found,) = batch_anomalies.survey(timezone.now()).odd
    assert (found.batch, found.own, found.others) == (broken, Tally(1_000, 60), Tally(20_000, 410))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("in_use", "refused"),
    [
        (2, 1),  # half of them, and only one
        (50, 3),  # three times as often as the others, which is chance for so few
        (100_000, 2_600),  # surely more often, and not worth a call
        (0, 0),
    ],
)
def test_few_boxes_and_small_differences_are_no_sign(in_use, refused):
    batch(100_000, 2_000), batch(in_use, refused)
    assert odd() == []


@pytest.mark.django_db
def test_of_many_batches_one_is_always_the_unluckiest():
    batch(100_000, 2_000), batch(100, 9)
    assert len(odd()) == 1
    for _ in range(50):
        batch(1_000, 20)
    assert odd() == []


@pytest.mark.django_db
def test_the_least_likely_batch_comes_first_and_all_alike_none():
    batch(100_000, 2_000)
    worse, worst = batch(1_000, 60), batch(1_000, 90)
    assert odd() == [worst, worse]
    Batch.objects.update(in_use=100, refused=100)
    assert odd() == []


@pytest.mark.django_db
def test_what_was_never_counted_or_long_ago_is_stale():
    now = timezone.now()
    assert batch_anomalies.survey(now).is_stale
    batch(1, 0)
    assert not batch_anomalies.survey(now).is_stale
    assert batch_anomalies.survey(now + STALE + timedelta(minutes=1)).is_stale


@pytest.mark.django_db
def test_housekeeping_counts_each_box_in_use_once_by_its_customers_refusals(astrid, bo, cecilia):
    told = batch(9, 9)
    for owner in (astrid, bo, cecilia):
        people.give(owner, active=True)
    people.give(astrid)  # on its way: not in use
    Device.objects.update(batch=told)
    for _ in range(3):
        audit_log.append_failure([Event.CODE_REFUSED], astrid.pk)
    audit_log.append_failure([Event.PASSWORD_REFUSED], bo.pk)
    audit_log.append_failure([Event.CODE_REFUSED], None)
    call_command("housekeeping")
    told.refresh_from_db()
    assert (told.in_use, told.refused) == (3, 1)


@pytest.mark.django_db
def test_refusals_older_than_four_weeks_are_forgotten(astrid):
    told = batch(0, 0)
    people.give(astrid, active=True)
    Device.objects.update(batch=told)
    audit_log.append_failure([Event.CODE_REFUSED], astrid.pk)
    batch_anomalies.count_refusals(timezone.now() + WINDOW - timedelta(minutes=1))
    told.refresh_from_db()
    assert told.refused == 1
    batch_anomalies.count_refusals(timezone.now() + WINDOW + timedelta(minutes=1))
    told.refresh_from_db()
    assert (told.in_use, told.refused) == (1, 0)
    assert Device.objects.filter(state=State.ACTIVE).count() == 1
