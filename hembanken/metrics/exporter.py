"""Telling Prometheus the figures, on an address of operations' own.

Every worker listens on the same port, and whichever is asked tells those of all.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from prometheus_client import CollectorRegistry, Metric, multiprocess, start_http_server
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import ThreadingWSGIServer
from prometheus_client.registry import Collector

from hembanken.metrics.address import parted
from hembanken.metrics.directory import is_alive
from hembanken.outbox.models import Message

MOST_COUNTED = 10_000


class Workers(Collector):
    """The figures of every worker; what one that has ended was doing is no longer under way."""

    def collect(self) -> Iterator[Metric]:
        for file in Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]).glob("gauge_*.db"):
            worker = int(file.stem.rpartition("_")[2])
            if not is_alive(worker):
                multiprocess.mark_process_dead(worker)
        yield from multiprocess.MultiProcessCollector(None).collect()


class Outbox(Collector):
    """The messages that wait, counted when asked, as far as a number tells more."""

    def collect(self) -> Iterator[Metric]:
        try:
            waiting = Message.objects.all()[:MOST_COUNTED].count()
            yield GaugeMetricFamily(
                "hembanken_messages_waiting", f"Messages to send; {MOST_COUNTED} at most.", waiting
            )
        except DatabaseError:
            return  # The other figures tell that it is away.
        finally:
            connection.close()


def serve() -> None:
    """Listen where the settings say, in a thread of this process."""
    if not settings.METRICS:
        return
    registry = CollectorRegistry()
    registry.register(Workers())
    registry.register(Outbox())
    ThreadingWSGIServer.allow_reuse_port = True
    host, port = parted(settings.METRICS)
    start_http_server(port, host, registry)
