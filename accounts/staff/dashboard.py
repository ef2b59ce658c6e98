"""The dashboard on the staff's start page, whose parts depend on the reader's permissions."""

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
from kodbox.models import Device, Order, State
from kodbox.reports.batch_anomalies import find_anomalies
from kodbox.reports.supply import Expiring, Stock, expires_soon, expiring, stock

Part = Callable[[Account, datetime], Any]


def dashboard_parts(staff: Account, now: datetime) -> dict[str, Any]:
    """Return the parts by name, in at most 13 queries, whatever the number of rows."""
    return {
        name: part(staff, now)
        for permission, parts in PARTS.items()
        if staff.has_perm(permission)
        for name, part in parts.items()
    }


def orders(staff: Account, _now: datetime) -> list[Queue]:
    identified = {"state__exact": Order.State.IDENTIFIED}
    to_print = {"state__exact": Order.State.DISPATCHED, "letter_printed_by__isnull": True}
    at_branch = {
        "delivery__exact": Order.Delivery.BRANCH,
        "device__state__exact": State.DISPATCHED,
        "letter_printed_by__isnull": False,
        "handed_over_by__isnull": True,
    }
    return [
        queue_of(_("att identifiera"), Order, state__exact=Order.State.WAITING),
        queue_of(_("att ta"), Order, taken_by__isnull=True, **identified),
        queue_of(_("tagna av mig"), Order, taken_by__exact=staff.pk, **identified),
        queue_of(_("brev att skriva ut"), Order, **to_print),
        queue_of(_("att lämna på kontor"), Order, **at_branch),
    ]


def proposals(_staff: Account, now: datetime) -> list[Queue]:
    return [queue_of(_("förslag att besluta"), Proposal, decision__exact="", expires_at__gt=now)]


def hours(_staff: Account, now: datetime) -> Board:
    """Return charts of the logins, failures and lockouts in each hour of the last day."""
    activity = last_day(now)
    spans = [_span(hour) for hour in activity.hours]
    figures = {
        _("Inloggningar"): activity.logins,
        _("Fel på kunders nummer"): activity.known_failures,
        _("Fel på nummer som ingen har"): activity.unknown_failures,
        _("Stopp"): activity.lockouts,
    }
    return Board([Chart(title, spans, row) for title, row in figures.items()])


def supply(_staff: Account, now: datetime) -> tuple[Stock, Board]:
    """Count the stock, and return a chart of the kodboxes dispatched each day."""
    figures = stock(now)
    days = [date_format(day, "j b") for day in figures.days]
    return figures, Board([Chart(_("Skickade på fyra veckor"), days, figures.dispatched)])


def expiry(_staff: Account, now: datetime) -> tuple[Expiring, str]:
    """Count the kodboxes that expire soon, and return the URL of their list."""
    return expiring(now), list_url(Device, **expires_soon(now))


def _span(hour: datetime) -> str:
    start, end = timezone.localtime(hour), timezone.localtime(hour + timedelta(hours=1))
    return f"{start:%H}–{end:%H}"


PARTS: dict[str, dict[str, Part]] = {
    "kodbox.view_order": {"orders": orders},
    "staff.view_proposal": {"proposals": proposals},
    "audit.view_figures": {"hours": hours},
    "kodbox.view_device": {"supply": supply, "expiry": expiry},
    "kodbox.view_batch": {"batches": lambda _staff, now: find_anomalies(now)},
}
