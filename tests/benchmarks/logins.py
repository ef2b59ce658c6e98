"""What a whole login costs, ours beside that of django-two-factor-auth, the extra `bench`.

    python -m tests.benchmarks.logins --rounds 5 --logins 120

Two sites with the same hash, server and PostgreSQL, in turn; each login is proven by its landing
page. Between them the least that a site can do instead (`tests/benchmarks/least.py`). Prints logins
a second, the server's processor time for each login, and how many Argon2id hashes that is, hashed
between the rounds on all cores at once, as under the load of logins.
"""

import base64
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pyotp
from argon2.low_level import Type, hash_secret

from tests.benchmarks.comparing import options, print_head, print_row, ratio
from tests.benchmarks.visitor import Browser, Visitor
from tests.server import database, production, running
from tests.server.running import Served

TICKS = os.sysconf("SC_CLK_TCK")  # a second of processor time, as /proc counts
CLIENTS = 6
HASHES = 40
ANY_SITE = "tests.benchmarks.rival.wsgi:application"  # whichever the settings name
HEADERS = {"Host": running.HOST}
COST = {"time_cost": 2, "memory_cost": 19_456, "parallelism": 1, "hash_len": 32, "type": Type.ID}


@dataclass
class Person:
    """Somebody with a device in the hand."""

    number: str
    password: str
    key: str
    presses: int = 0

    def press(self) -> str:
        secret = base64.b32encode(bytes.fromhex(self.key)).decode()
        self.presses += 1
        return pyotp.HOTP(secret, digits=8).at(self.presses - 1)


def log_in(browser: Browser, person: Person) -> None:
    """Log in at ours, page by page as a browser is led."""
    browser.get("/logga-in/")
    browser.post("/logga-in/", number=person.number, password=person.password)
    code = browser.leads_to
    browser.get(code)
    browser.post(code, code=person.press())
    assert browser.leads_to == "/hem/"
    assert "Välkommen" in browser.get("/hem/")


def log_in_at_rival(browser: Browser, person: Person) -> None:
    """Log in at the rival, whose second page is the answer to the first form."""
    page, step = "/account/login/", "login_view-current_step"
    browser.get(page)
    first = {"auth-username": person.number, "auth-password": person.password}
    browser.post(page, **{step: "auth"}, **first)
    browser.post(page, **{step: "token"}, **{"token-otp_token": person.press()})
    assert browser.leads_to == "/landing/"
    assert "Welcome" in browser.get("/landing/")


def do_the_least(browser: Browser, _nobody: Person) -> None:
    """Send as many requests as a login at ours, to a site that does as good as nothing."""
    browser.get("/login/")
    browser.post("/password/", number="8505202385", password="4071")
    browser.get("/code/")
    browser.post("/accepted/", code="48156230")
    assert "xxx" in browser.get("/home/")


@dataclass
class Site:
    """A site that is served, its people, and how they log in; a figure for each round."""

    name: str
    served: Served
    people: list[Person]
    come_in: Callable[[Browser, Person], None]
    headers: dict[str, str]
    a_second: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def measure(self, logins: int) -> None:
        """Let so many of the people log in, some at a time."""
        used, begun = self.processor_seconds(), time.monotonic()
        with ThreadPoolExecutor(CLIENTS) as pool:
            list(pool.map(self.visit, (self.people * logins)[:logins]))
        self.a_second.append(logins / (time.monotonic() - begun))
        self.cpu.append((self.processor_seconds() - used) / logins)

    def warm_up(self) -> None:
        """Let every worker have its pages and connections."""
        self.measure(4 * CLIENTS)
        self.a_second.clear()
        self.cpu.clear()

    def visit(self, person: Person) -> None:
        visitor = Visitor(self.served.port, self.headers)
        self.come_in(visitor, person)
        visitor.close()

    def processor_seconds(self) -> float:
        """Return what the server's processes have used: its group's, PostgreSQL's not."""
        assert self.served.process
        group, ticks = self.served.process.pid, 0
        for path in Path("/proc").glob("[0-9]*/stat"):
            told = path.read_text().rpartition(")")[2].split()
            if int(told[2]) == group:
                ticks += int(told[11]) + int(told[12])
        return ticks / TICKS


def ours(folder: Path, people: int) -> Site:
    settings = production.collected(folder)
    made = make(settings, "tests.benchmarks.bank_for_logins", people)
    served = running.granian(settings, folder)
    return Site("Hembanken", served, made, log_in, dict(production.THROUGH_PROXY))


def least(folder: Path, people: int) -> Site:
    settings = running.environment(
        DJANGO_SETTINGS_MODULE="tests.benchmarks.least",
        DATABASE_URL=database.new_postgresql().url,
    )
    served = Served((*running.GRANIAN, ANY_SITE), settings, folder / "least.log")
    nobody = [Person("", "", "")] * people
    return Site("a site that does nothing else", served, nobody, do_the_least, HEADERS)


def rival(folder: Path, people: int) -> Site:
    settings = running.environment(
        DJANGO_SETTINGS_MODULE="tests.benchmarks.rival.settings",
        DATABASE_URL=database.new_postgresql().url,
    )
    made = make(settings, "tests.benchmarks.rival.setting_up", people)
    served = Served((*running.GRANIAN, ANY_SITE), settings, folder / "rival.log")
    return Site("django-two-factor-auth", served, made, log_in_at_rival, HEADERS)


def make(settings: dict[str, str], module: str, people: int) -> list[Person]:
    told = running.run(settings, "-m", module, str(people))
    assert told.returncode == 0, told.stdout
    return [Person(**each) for each in json.loads(told.stdout)]


def make_hash() -> bytes:
    """Make one Argon2id hash, at the figures of all sites."""
    return hash_secret(b"4071", os.urandom(16), **COST)


def hash_seconds() -> float:
    """Return the processor time of a hash while every core makes one, as under load."""
    cores = len(os.sched_getaffinity(0))
    begun = time.process_time()
    with ThreadPoolExecutor(cores) as pool:
        made = len([pool.submit(make_hash) for _hash in range(cores * HASHES)])
    return (time.process_time() - begun) / made


def tell(sites: list[Site], hashes: list[float]) -> None:
    one_hash = statistics.median(hashes)
    last = sites[-1]
    print(f"Argon2id: {1000 * one_hash:.1f} ms")
    print_head("", "logins a second", "ratio", "processor time", "in hashes")
    for site in sites:
        cpu = statistics.median(site.cpu)
        print_row(
            site.name,
            f"{statistics.median(site.a_second):.1f}",
            f"{ratio(site.a_second, last.a_second):.2f}",
            f"{1000 * cpu:.1f} ms",
            f"{cpu / one_hash:.2f}",
        )


def main(rounds: int, logins: int, people: int) -> None:
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        sites = [each(Path(name), people) for each in (ours, least, rival)]
        for site in sites:
            stack.enter_context(running.serving(site.served))
            site.warm_up()
        hashes = []
        for _round in range(rounds):
            for site in sites:
                hashes.append(hash_seconds())
                site.measure(logins)
        tell(sites, hashes)


if __name__ == "__main__":
    main(**options(__doc__, rounds=5, logins=120, people=40))
