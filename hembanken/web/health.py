"""Whether this process lives, and whether it can serve: one word each for a balancer.

Answered before anything else of the site, so that a probe needs neither TLS nor a host name of the
bank's, and opens no session.
"""

import logging
from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.db import DatabaseError
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse

from hembanken.crypto import keys

LIVES, READY = "/healthz", "/readyz"
PLAIN = "text/plain"
log = logging.getLogger(__name__)


class HealthMiddleware:
    """Answer probes: that the process lives touches nothing, that it is ready asks the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == LIVES:
            return HttpResponse("alive\n", content_type=PLAIN)
        if request.path_info != READY:
            return self.get_response(request)
        fault = why_not_ready()
        if not fault:
            return HttpResponse("ready\n", content_type=PLAIN)
        log.error("Not ready: %s", fault)
        return HttpResponse("not ready\n", status=503, content_type=PLAIN)


def why_not_ready() -> str:
    """Say what this process lacks to serve: the keys, the database, or a migration."""
    try:
        keys.read(settings.HEMBANKEN_KEYS)
        applied = set(MigrationRecorder.Migration.objects.values_list("app", "name"))
    except (keys.KeysMissing, DatabaseError) as error:
        return str(error)
    lacking = _migrations() - applied
    return f"not migrated: {min(lacking)}" if lacking else ""


@cache
def _migrations() -> frozenset[tuple[str, str]]:
    """Return the migrations that this version of the site has."""
    return frozenset(MigrationLoader(None).disk_migrations)
