"""The WSGI application. It refuses to start with unsafe settings."""

import logging
import os
from contextlib import suppress
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.exceptions import TooManyFieldsSent
from django.core.handlers.wsgi import WSGIRequest
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

from hembanken.metrics import directory

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hembanken.settings")

SEPARATE_REFUSALS_WARNING = (
    "Refusals are separate: they reveal the wrong factor, which article 4(3)(a) of Regulation "
    "(EU) 2018/389 forbids a payment service. HEMBANKEN_REFUSALS=joint gives one message."
)


class Request(WSGIRequest):
    """A request whose construction never fails: a charset makes Django parse the query early."""

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        # The view that reads the query raises the first again, and a middleware refuses the others.
        with suppress(TooManyFieldsSent, LookupError, UnicodeError):
            super()._set_content_type_params(meta)  # type: ignore[misc]


directory.prepare()
application = get_wsgi_application()
application.request_class = Request
call_command(
    "check",
    deploy=not settings.DEMO,
    fail_level="ERROR" if settings.DEMO else "WARNING",
    stdout=StringIO(),  # A fault raises SystemCheckError.
)
if settings.REFUSALS == "separate" and not settings.DEMO:
    logging.getLogger(__name__).warning(SEPARATE_REFUSALS_WARNING)

from hembanken.metrics import exporter  # noqa: E402  (after PROMETHEUS_MULTIPROC_DIR is set)

exporter.serve()
