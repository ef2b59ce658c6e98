"""How long a customer has to wait, in words."""

import time
from datetime import UTC, datetime

import pytest
from django.utils import translation

from hembanken.web.waiting import until_params


@pytest.mark.parametrize(
    ("seconds", "wait", "english"),
    [
        (1, "1 minut", "1 minute"),
        (300, "5 minuter", "5 minutes"),
        (301, "5 minuter", "5 minutes"),
        (3_600, "1 timme", "1 hour"),
        (5_400, "90 minuter", "90 minutes"),
        (14_400, "4 timmar", "4 hours"),
        (86_400, "24 timmar", "24 hours"),
    ],
)
def test_a_wait_is_told_in_minutes_or_hours(seconds, wait, english, pass_time):
    until = int(time.time()) + seconds
    assert until_params(until)["wait"] == wait
    with translation.override("en"):
        assert until_params(until)["wait"] == english


def test_the_moment_has_its_date_unless_it_is_today(monkeypatch):
    noon = 1_772_362_800  # 2026-03-01 12:00 in Stockholm
    monkeypatch.setattr(time, "time", lambda: noon)
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime.fromtimestamp(noon, UTC))
    assert until_params(noon + 60)["moment"] == "kl. 12.01"
    assert until_params(noon + 86_400)["moment"] == "2 mars kl. 12.00"


def test_a_wait_that_is_over_is_told_as_the_shortest(pass_time):
    assert until_params(int(time.time()) - 100)["seconds"] == 1
