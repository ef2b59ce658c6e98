"""The metrics endpoint for Prometheus.

All workers listen on the same port, and each of them returns the metrics of all workers.
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

from hembanken.metrics.address import split_address
from hembanken.metrics.directory import is_alive
from hembanken.outbox.models import Message

MAX_COUNTED = 10_000


class Workers(Collector):
    """Collect the metrics of all workers. The gauges of a worker that has ended are dropped."""

    def collect(self) -> Iterator[Metric]:
        for file in Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]).glob("gauge_*.db"):
            worker = int(file.stem.rpartition("_")[2])
            if not is_alive(worker):
                multiprocess.mark_process_dead(worker)
        yield from multiprocess.MultiProcessCollector(None).collect()


class Outbox(Collector):
    """Count the notifications that wait, up to MAX_COUNTED."""

    def collect(self) -> Iterator[Metric]:
        try:
            waiting = Message.objects.all()[:MAX_COUNTED].count()
            yield GaugeMetricFamily(
                "hembanken_messages_waiting", f"Messages to send; {MAX_COUNTED} at most.", waiting
            )
        except DatabaseError:
            return  # Other metrics show that the database is away.
        finally:
            connection.close()


def serve() -> None:
    """Serve the metrics in a thread, if HEMBANKEN_METRICS names an address."""
    if not settings.METRICS:
        return
    registry = CollectorRegistry()
    registry.register(Workers())
    registry.register(Outbox())
    ThreadingWSGIServer.allow_reuse_port = True
    host, port = split_address(settings.METRICS)
    start_http_server(port, host, registry)
