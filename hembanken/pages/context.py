"""What every page shows: how to reach Kundservice."""

from django.conf import settings
from django.http import HttpRequest


def contact(request: HttpRequest) -> dict[str, object]:
    return {
        "kundservice_phone": settings.KUNDSERVICE_PHONE,
        "kundservice_hours": settings.KUNDSERVICE_HOURS,
    }
