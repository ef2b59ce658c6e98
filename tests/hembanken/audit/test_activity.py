"""The activity of the last day by the hour, and its charts."""

from datetime import UTC, timedelta

import pytest
from django.utils import timezone

from hembanken.audit import audit_log
from hembanken.audit.activity import HOURS, last_day
from hembanken.audit.events import Event
from hembanken.staff.charts import BAR_SPACING, BAR_WIDTH, HEIGHT, Bar, Board, Chart
from tests import people

HOUR = 3_600
NONE = [0] * HOURS


@pytest.mark.django_db
def test_logins_failures_and_lockouts_are_counted_in_their_hours(pass_time):
    pass_time(HOUR - timezone.now().minute * 60)  # the events below stay within one hour
    astrid, bo = people.new_customer(people.ASTRID, "A"), people.new_customer(people.BO, "B")
    audit_log.append(Event.LOGIN_COMPLETED, astrid.pk)
    audit_log.append(Event.LOGIN_COMPLETED, bo.pk)
    audit_log.append(Event.LOGGED_OUT, bo.pk)
    pass_time(2 * HOUR)
    audit_log.append_failure([Event.CODE_REFUSED, Event.LOCKED_OUT], astrid.pk)
    audit_log.append_failure([Event.PASSWORD_REFUSED], bo.pk)
    audit_log.append_failure([Event.CODE_REFUSED, Event.LOCKED_OUT], None)
    activity = last_day(timezone.now())
    assert activity.logins == [*NONE[:-3], 2, 0, 0]
    assert activity.known_failures == [*NONE[:-1], 2]
    assert activity.unknown_failures == [*NONE[:-1], 1]
    assert activity.lockouts == [*NONE[:-1], 2]


@pytest.mark.django_db
def test_the_day_has_24_hours_and_leaves_out_older_events(pass_time, astrid):
    audit_log.append(Event.LOGIN_COMPLETED, astrid.pk)
    start = timezone.now().replace(minute=0, second=0, microsecond=0)
    audit_log.append_failure([Event.CODE_REFUSED], None)
    activity = last_day(start + timedelta(hours=23, minutes=59))
    assert activity.hours[0] == start.astimezone(UTC)
    assert (activity.logins[0], activity.unknown_failures[0], len(activity.hours)) == (1, 1, 24)
    later = last_day(start + timedelta(hours=24))
    assert (later.logins, later.unknown_failures) == (NONE, NONE)


def chart(*figures):
    return Chart("Stopp", [f"{hour}–{hour + 1}" for hour in range(len(figures))], figures)


def test_the_highest_bar_is_as_high_as_the_chart_and_only_zero_has_no_bar():
    half = Bar(2 * BAR_SPACING, HEIGHT // 2, BAR_WIDTH, HEIGHT // 2)
    assert chart(4, 0, 2).bars == [Bar(0, 0, BAR_WIDTH, HEIGHT), half]
    assert [bar.height for bar in chart(1_000_000, 1).bars] == [HEIGHT, 1]


def test_a_chart_is_summarised_in_one_sentence():
    assert chart(0, 0).sentence == "Stopp: inga."
    assert chart(3, 1_200).sentence == "Stopp: 1\xa0203, flest 1–2 (1\xa0200)."


def test_a_board_lists_the_figures_of_its_charts_side_by_side():
    assert Board([chart(1, 2), chart(3, 4)]).rows == [("0–1", 1, 3), ("1–2", 2, 4)]
