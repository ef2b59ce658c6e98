"""The folder in which the workers of one server share their metrics.

Only a server has one. It is set before prometheus_client is imported. A management command keeps
its metrics to itself.
"""

import os
import shutil
from contextlib import suppress
from pathlib import Path

from django.conf import settings


def prepare() -> None:
    """Create this server's folder, named by its main process, and remove those of ended servers."""
    if not settings.METRICS:
        return
    servers = Path(settings.VAR_DIR) / "metrics"
    folder = servers / str(os.getppid())
    folder.mkdir(parents=True, exist_ok=True)
    for other in servers.iterdir():
        if not is_alive(int(other.name)):
            shutil.rmtree(other, ignore_errors=True)
    for stale in folder.glob(f"gauge_*_{os.getpid()}.db"):
        stale.unlink()
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def is_alive(process_id: int) -> bool:
    with suppress(PermissionError):
        try:
            os.kill(process_id, 0)
        except ProcessLookupError:
            return False
    return True
