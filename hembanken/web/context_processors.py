"""Template context of every page: contact details and time limits."""

import re

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import lazy
from django.utils.translation import get_language, ngettext


def contact(request: HttpRequest | None = None) -> dict[str, object]:
    is_english = get_language() == "en"
    hours = settings.KUNDSERVICE_HOURS_ENGLISH if is_english else settings.KUNDSERVICE_HOURS
    phone = settings.KUNDSERVICE_PHONE
    digits = re.sub(r"[^0-9+]", "", phone)
    return {"kundservice_phone": phone, "kundservice_tel": digits, "kundservice_hours": hours}


def time_limits(request: HttpRequest) -> dict[str, object]:
    """Return the time limits of the settings as text, formatted only where a page uses them."""
    return {
        "idle_time": lazy_duration(settings.IDLE_SECONDS),
        "session_time": lazy_duration(settings.SESSION_SECONDS),
        "step_time": lazy_duration(settings.LOGIN_STEP_SECONDS),
        "login_time": lazy_duration(settings.LOGIN_SECONDS),
        "temporary_time": lazy_duration(settings.TEMPORARY_PASSWORD_SECONDS),
        "first_lockout_time": lazy_duration(settings.LOCKOUT_SECONDS[0]),
        "earlier_password_days": lazy(days, str)(settings.EARLIER_PASSWORD_DAYS),
        "attempts_before_lockout": settings.ATTEMPTS_BEFORE_LOCKOUT,
    }


def kodbox_kinds(request: HttpRequest) -> dict[str, object]:
    """Return the kinds of kodboxes beside the ordinary one that this bank has."""
    return {"kodbox_kinds": settings.KODBOX_KINDS}


def duration(seconds: int) -> str:
    """Return a duration in the largest unit that divides it."""
    if seconds % 3600 == 0:
        hours = seconds // 3600
        return ngettext("%d timme", "%d timmar", hours) % hours
    if seconds % 60 == 0:
        minutes = seconds // 60
        return ngettext("%d minut", "%d minuter", minutes) % minutes
    return ngettext("%d sekund", "%d sekunder", seconds) % seconds


def days(number: int) -> str:
    return ngettext("%d dag", "%d dagar", number) % number


lazy_duration = lazy(duration, str)
