"""The site as a WSGI application; a start with unsafe settings is refused here."""

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

SEPARATE = (
    "Refusals are separate: they tell which page failed, which article 4(3)(a) of Regulation (EU) "
    "2018/389 forbids a payment service. HEMBANKEN_REFUSALS=joint gives one message."
)


class Request(WSGIRequest):
    """A request that can always be made: a charset makes Django read the query at once."""

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        with suppress(TooManyFieldsSent):  # Whoever reads the query raises it again, and answers.
            super()._set_content_type_params(meta)  # type: ignore[misc]


directory.prepare()
application = get_wsgi_application()
application.request_class = Request
call_command(
    "check",
    deploy=not settings.DEMO,
    fail_level="ERROR" if settings.DEMO else "WARNING",
    stdout=StringIO(),  # A start that is refused raises, and says why; all is well otherwise.
)
if settings.REFUSALS == "separate" and not settings.DEMO:
    logging.getLogger(__name__).warning(SEPARATE)

from hembanken.metrics import exporter  # noqa: E402  (what counts, once its folder is known)

exporter.serve()
