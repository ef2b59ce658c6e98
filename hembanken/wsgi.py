"""The site as a WSGI application; a start with unsafe settings is refused here."""

import logging
import os
from io import StringIO

from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hembanken.settings")

SEPARATE = (
    "Refusals are separate: they tell which page failed, which article 4(3)(a) of Regulation (EU) "
    "2018/389 forbids a payment service. HEMBANKEN_REFUSALS=joint gives one message."
)

application = get_wsgi_application()
call_command(
    "check",
    deploy=not settings.DEMO,
    fail_level="ERROR" if settings.DEMO else "WARNING",
    stdout=StringIO(),  # A start that is refused raises, and says why; all is well otherwise.
)
if settings.REFUSALS == "separate" and not settings.DEMO:
    logging.getLogger(__name__).warning(SEPARATE)
