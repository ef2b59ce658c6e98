"""Liveness and readiness probes for a load balancer.

The middleware answers before the rest of the site, so that a probe needs neither TLS nor an allowed
host name, and opens no session.
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

LIVENESS_PATH, READINESS_PATH = "/healthz", "/readyz"
log = logging.getLogger(__name__)


class HealthMiddleware:
    """Answer liveness probes at once, and readiness probes after a look at the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == LIVENESS_PATH:
            return HttpResponse("alive\n", content_type="text/plain")
        if request.path_info != READINESS_PATH:
            return self.get_response(request)
        fault = readiness_fault()
        if not fault:
            return HttpResponse("ready\n", content_type="text/plain")
        log.error("Not ready: %s", fault)
        return HttpResponse("not ready\n", status=503, content_type="text/plain")


def readiness_fault() -> str:
    """Return what this process lacks (keys, database, a migration), or an empty string."""
    try:
        keys.read(settings.HEMBANKEN_KEYS)
        applied = set(MigrationRecorder.Migration.objects.values_list("app", "name"))
    except (keys.KeysMissing, DatabaseError) as error:
        return str(error)
    missing = _migrations() - applied
    return f"not migrated: {min(missing)}" if missing else ""


@cache
def _migrations() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).disk_migrations)
