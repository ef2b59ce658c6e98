"""Where the workers of one server keep their figures, so that any of them can tell all.

It is named before anything that counts is imported, and only for a server: what a command counts
stays in that command.
"""

import os
import shutil
from contextlib import suppress
from pathlib import Path

from django.conf import settings


def prepare() -> None:
    """Make the folder of this server, whose main process starts the workers; forget ended ones."""
    if not settings.METRICS:
        return
    servers = Path(settings.VAR_DIR) / "metrics"
    own = servers / str(os.getppid())
    own.mkdir(parents=True, exist_ok=True)
    for other in servers.iterdir():
        if not is_alive(int(other.name)):
            shutil.rmtree(other, ignore_errors=True)
    for left in own.glob(f"gauge_*_{os.getpid()}.db"):
        left.unlink()
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(own)


def is_alive(process: int) -> bool:
    """Tell whether there is a process with this number."""
    with suppress(PermissionError):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
    return True
