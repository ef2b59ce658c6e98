"""The page on how personal data are handled: its figures are those that the code obeys."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.gzip import gzip_page

from accounts import housekeeping
from accounts.credentials import known_browsers
from hembanken.web import refused_forms
from hembanken.web.context_processors import duration

DAYS_OF_A_YEAR = 365
DAY_SECONDS = 86_400


@login_not_required
@gzip_page
def personal_data(request: HttpRequest) -> HttpResponse:
    context = {
        "retention": days_or_years(settings.RETENTION_DAYS),
        "attempts_retention": days_or_years(housekeeping.ATTEMPTS_RETENTION.days),
        "message_tries": settings.MESSAGE_TRIES,
        "cookies": _cookies(),
    }
    return render(request, "pages/personal_data.html", context)


def days_or_years(days: int) -> str:
    """Return days as text, in years if they are whole years give or take leap days."""
    years, left = divmod(days, DAYS_OF_A_YEAR)
    if years and left <= years // 4 + 1:
        return ngettext("%d år", "%d år", years) % years
    return ngettext("%d dag", "%d dagar", days) % days


def _cookies() -> list[tuple[str, str, str]]:
    """Return the name of each cookie, what it is for and how long the browser keeps it."""
    session = _("tills du stänger webbläsaren")
    return [
        (
            settings.SESSION_COOKIE_NAME,
            _("håller ihop din inloggning, från första steget tills du loggar ut"),
            session,
        ),
        (
            settings.CSRF_COOKIE_NAME,
            _("skyddar formulären, så att ingen annan sida kan skicka dem åt dig"),
            session,
        ),
        (
            settings.BROWSER_COOKIE_NAME,
            _("visar att du har loggat in i webbläsaren förut, så att ingen kan stänga ute dig"),
            days_or_years(known_browsers.MAX_AGE_SECONDS // DAY_SECONDS),
        ),
        (
            settings.REFUSAL_COOKIE_NAME,
            _("låter en sida visa vad som behöver rättas i ett formulär"),
            duration(refused_forms.MAX_AGE_SECONDS),
        ),
        (
            settings.LANGUAGE_COOKIE_NAME,
            _("kommer ihåg vilket språk du har valt"),
            days_or_years(settings.LANGUAGE_COOKIE_AGE // DAY_SECONDS),
        ),
    ]
