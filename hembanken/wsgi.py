"""The site as a WSGI application; a start with unsafe settings is refused here."""

import os
from io import StringIO

from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hembanken.settings")

application = get_wsgi_application()
call_command(
    "check",
    deploy=not settings.DEMO,
    fail_level="ERROR" if settings.DEMO else "WARNING",
    stdout=StringIO(),  # A start that is refused raises, and says why; all is well otherwise.
)
