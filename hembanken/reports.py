"""What browsers report of the content policy: one line each in the log, and few of them.

Whoever can reach the site can send anything here, so that a line holds only what is known to be
harmless: a directive's name, an origin, a path of this site.
"""

import json
import logging
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

MAX_BYTES = 8 * 1024
MOST_A_MINUTE = 10  # in each process
MOST_CHARACTERS = 100
UNSAFE = re.compile(r"[^A-Za-z0-9._~:/\[\]-]")
TYPES = {"application/csp-report", "application/reports+json"}
NAMES = (  # of the directive, what was blocked, and the page, in the older form and the newer
    ("effective-directive", "blocked-uri", "document-uri"),
    ("effectiveDirective", "blockedURL", "documentURL"),
)

log = logging.getLogger(__name__)


@dataclass
class Ration:
    """So many lines a minute and no more, so that a flood of reports fills no disk."""

    minute: int = 0
    used: int = 0
    lock: Lock = field(default_factory=Lock)

    def allows_one(self) -> bool:
        with self.lock:
            minute = int(time.time() // 60)
            if minute != self.minute:
                self.minute, self.used = minute, 0
            self.used += 1
            return self.used <= MOST_A_MINUTE


ration = Ration()


@csrf_exempt  # A browser sends its reports without a token, and nothing but a log line follows.
@login_not_required
def csp_report(request: HttpRequest) -> HttpResponse:
    if request.method == "POST" and request.content_type in TYPES:
        for told in _reports(request.read(MAX_BYTES + 1)):
            if ration.allows_one():
                log.warning("content policy: %s kept %s from %s", *told)
    return HttpResponse(status=204)


def _reports(body: bytes) -> Iterator[tuple[str, str, str]]:
    """Yield directive, blocked origin and page of each report in a body that is one."""
    if len(body) > MAX_BYTES:
        return
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return
    for each in told if isinstance(told, list) else [told]:
        content = _content(each)
        for directive, blocked, page in NAMES:
            if directive in content:
                yield (
                    _safe(content[directive]),
                    _origin(content.get(blocked)),
                    _path(content.get(page)),
                )


def _content(report: Any) -> dict[str, Any]:
    content = isinstance(report, dict) and (report.get("csp-report") or report.get("body"))
    return content if isinstance(content, dict) else {}


def _origin(url: Any) -> str:
    """Return scheme and host, or the word that stands for what has none: inline, eval, data."""
    scheme, host, *_rest = _split(url)
    return _safe(f"{scheme}://{host}" if host else scheme or url)


def _path(url: Any) -> str:
    return _safe(_split(url)[2])


def _split(url: Any) -> tuple[str, str, str]:
    try:
        parts = urlsplit(str(url))
        return parts.scheme, parts.netloc.rpartition("@")[2], parts.path
    except ValueError:
        return "", "", ""


def _safe(text: Any) -> str:
    """Bound the text, and leave in it what can neither end a line nor begin another field."""
    return UNSAFE.sub("?", str(text)[:MOST_CHARACTERS])
