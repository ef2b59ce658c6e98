"""The whole at a glance: what the staff's start page shows, each part to those who may see it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Account
from hembanken.audit.activity import last_day
from hembanken.staff.charts import Board, Chart
from hembanken.staff.models import Proposal
from hembanken.staff.queues import Queue, list_url, queue_of
from kodbox.models import Device, Order
from kodbox.reports.batch_anomalies import AnomalyReport, find_anomalies
from kodbox.reports.supply import Expiring, Stock, expires_soon, expiring, stock

Part = Callable[[Account, datetime], Any]


def dashboard_parts(staff: Account, now: datetime) -> dict[str, Any]:
    """Return the parts by name, in 12 statements at most: no part depends on how many rows are."""
    return {
        name: part(staff, now)
        for permission, parts in PARTS.items()
        if staff.has_perm(permission)
        for name, part in parts.items()
    }


def orders(staff: Account, _now: datetime) -> list[Queue]:
    """Count the orders by what they wait for."""
    identified = {"state__exact": Order.State.IDENTIFIED}
    to_print = {"state__exact": Order.State.DISPATCHED, "letter_printed_by__isnull": True}
    return [
        queue_of(_("att identifiera"), Order, state__exact=Order.State.WAITING),
        queue_of(_("att ta"), Order, taken_by__isnull=True, **identified),
        queue_of(_("tagna av mig"), Order, taken_by__exact=staff.pk, **identified),
        queue_of(_("brev att skriva ut"), Order, **to_print),
    ]


def proposals(_staff: Account, now: datetime) -> list[Queue]:
    """Count what waits for a second pair of eyes."""
    return [queue_of(_("förslag att besluta"), Proposal, decision__exact="", expires_at__gt=now)]


def hours(_staff: Account, now: datetime) -> Board:
    """Draw the last day."""
    told = last_day(now)
    spans = [_span(hour) for hour in told.hours]
    figures = {
        _("Inloggningar"): told.logins,
        _("Fel på kunders nummer"): told.known_failures,
        _("Fel på nummer som ingen har"): told.unknown_failures,
        _("Stopp"): told.lockouts,
    }
    return Board([Chart(title, spans, row) for title, row in figures.items()])


def supply(_staff: Account, now: datetime) -> tuple[Stock, Board]:
    """Count the stock, and draw what went out of it."""
    told = stock(now)
    days = [date_format(day, "j b") for day in told.days]
    return told, Board([Chart(_("Skickade på fyra veckor"), days, told.dispatched)])


def expiry(_staff: Account, now: datetime) -> tuple[Expiring, str]:
    """Count the boxes that expire, and say where they are listed."""
    return expiring(now), list_url(Device, **expires_soon(now))


def batches(_staff: Account, now: datetime) -> AnomalyReport:
    """Name the batches that stand out."""
    return find_anomalies(now)


def _span(hour: datetime) -> str:
    begun, ended = (timezone.localtime(each) for each in (hour, hour + timedelta(hours=1)))
    return f"{begun:%H}–{ended:%H}"


PARTS: dict[str, dict[str, Part]] = {
    "kodbox.view_order": {"orders": orders},
    "staff.view_proposal": {"proposals": proposals},
    "audit.view_figures": {"hours": hours},
    "kodbox.view_device": {"supply": supply, "expiry": expiry},
    "kodbox.view_batch": {"batches": batches},
}
