"""What every page shows: how to reach Kundservice, and how long things last."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import lazy
from django.utils.translation import get_language, ngettext


def contact(request: HttpRequest | None = None) -> dict[str, object]:
    is_english = get_language() == "en"
    hours = settings.KUNDSERVICE_HOURS_ENGLISH if is_english else settings.KUNDSERVICE_HOURS
    phone = settings.KUNDSERVICE_PHONE
    dialled = "".join(each for each in phone if each.isdigit() or each == "+")
    return {"kundservice_phone": phone, "kundservice_tel": dialled, "kundservice_hours": hours}


def time_limits(request: HttpRequest) -> dict[str, object]:
    """Put the limits of the settings into words, so that no page tells another time.

    They are written where a page asks for them.
    """
    return {
        "idle_time": words_of(settings.IDLE_SECONDS),
        "session_time": words_of(settings.SESSION_SECONDS),
        "step_time": words_of(settings.LOGIN_STEP_SECONDS),
        "login_time": words_of(settings.LOGIN_SECONDS),
        "temporary_time": words_of(settings.TEMPORARY_PASSWORD_SECONDS),
        "first_lockout_time": words_of(settings.LOCKOUT_SECONDS[0]),
        "attempts_before_lockout": settings.ATTEMPTS_BEFORE_LOCKOUT,
    }


def in_words(seconds: int) -> str:
    """Name a time in the largest unit that tells it exactly."""
    if seconds % 3600 == 0:
        hours = seconds // 3600
        return ngettext("%d timme", "%d timmar", hours) % hours
    if seconds % 60 == 0:
        minutes = seconds // 60
        return ngettext("%d minut", "%d minuter", minutes) % minutes
    return ngettext("%d sekund", "%d sekunder", seconds) % seconds


words_of = lazy(in_words, str)
