"""Where the processor time of a login goes: ``python -m tests.benchmarks.in_process``.

Calls the site's WSGI application in this process, as a server would, on PostgreSQL with the
settings of production, and prints the profile of logins: each part with what it calls, in
milliseconds a login.
"""

import cProfile
import io
import os
import pstats
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.benchmarks.logins import log_in, make
from tests.benchmarks.visitor import Browser
from tests.server import database, production, running

LOGINS = 100


class Direct(Browser):
    """A browser without a network: it calls the application."""

    def __init__(self, application: Callable[..., Any], headers: dict[str, str]) -> None:
        super().__init__(headers)
        self.application = application

    def send(self, method: str, path: str, headers: dict[str, str], body: str) -> Any:
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SERVER_NAME": running.HOST,
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": running.HOST,
            "CONTENT_TYPE": headers.pop("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body.encode()),
            "wsgi.errors": sys.stderr,
        } | {f"HTTP_{name.upper().replace('-', '_')}": told for name, told in headers.items()}
        answer: list[Any] = []
        parts = self.application(environ, lambda *told: answer.append(told))
        text = b"".join(parts).decode()
        parts.close()
        status, told = answer[0][:2]
        return int(status.split()[0]), told, text


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        settings = production.settings(Path(name), database.new_postgresql().url)
        running.manage(settings, "collectstatic", "--no-input", "--verbosity", "0")
        people = make(settings, "tests.benchmarks.bank_for_logins", 10)
        os.environ.update(settings)
        from hembanken.wsgi import application

        def rounds(count: int) -> None:
            for place in range(count):
                log_in(Direct(application, dict(production.THROUGH_PROXY)), people[place % 10])

        rounds(20)
        begun = time.process_time()
        rounds(LOGINS)
        print(f"{1000 * (time.process_time() - begun) / LOGINS:.1f} ms a login, unprofiled")
        profile = cProfile.Profile()
        profile.runcall(rounds, LOGINS)
        pstats.Stats(profile).sort_stats(sys.argv[1] if sys.argv[1:] else "cumulative").print_stats(
            r"/(accounts|kodbox|hembanken)/|render|middleware|psycopg.connection|execute_sql|argon2",
            110,
        )


if __name__ == "__main__":
    main()
