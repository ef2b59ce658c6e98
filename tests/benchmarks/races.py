"""Whether one code lets one browser in, ours beside django-two-factor-auth.

    python -m tests.benchmarks.races --rounds 50 --browsers 10

In each round so many browsers of another person stand before the code, and send the same one at
once: from an address of their own, as failures from one address end in a stop.
"""

import tempfile
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from ipaddress import IPv4Address
from pathlib import Path
from threading import Barrier

from tests.benchmarks.comparing import options, print_head, print_row
from tests.benchmarks.logins import Person, Site, ours, rival
from tests.benchmarks.visitor import Visitor
from tests.server import running

CODE, RIVAL = "/logga-in/behorighetskod/", "/account/login/"
FIRST_ADDRESS = IPv4Address("198.18.0.0")  # for benchmarks: RFC 2544, appendix C.2.2
STEP = "login_view-current_step"


def before_the_code(visitor: Visitor, person: Person) -> Callable[[str], bool]:
    """Come to the page of the code; return what sends one and tells whether it led in."""
    visitor.get("/logga-in/")
    visitor.post("/logga-in/", number=person.number, password=person.password)
    visitor.get(CODE)

    def send(code: str) -> bool:
        visitor.post(CODE, code=code)
        return visitor.leads_to == "/hem/"

    return send


def before_the_rivals_code(visitor: Visitor, person: Person) -> Callable[[str], bool]:
    """Do the same at the rival, all of whose pages have one address."""
    visitor.get(RIVAL)
    first = {"auth-username": person.number, "auth-password": person.password}
    visitor.post(RIVAL, **{STEP: "auth"}, **first)

    def send(code: str) -> bool:
        visitor.post(RIVAL, **{STEP: "token", "token-otp_token": code})
        return visitor.leads_to == "/landing/"

    return send


def race(site: Site, come: Callable[..., Callable[[str], bool]], person: Person, many: int) -> int:
    """Return how many browsers of one person one code lets in."""
    elsewhere = {"X-Forwarded-For": str(FIRST_ADDRESS + site.people.index(person))}
    visitors = [Visitor(site.served.port, site.headers | elsewhere) for _ in range(many)]
    sends = [come(visitor, person) for visitor in visitors]
    together, code = Barrier(many), person.press()

    def at_once(send: Callable[[str], bool]) -> bool:
        together.wait()
        return send(code)

    with ThreadPoolExecutor(many) as pool:
        came_in = sum(pool.map(at_once, sends))
    for visitor in visitors:
        visitor.close()
    return came_in


def main(rounds: int, browsers: int) -> None:
    print_head("", "rounds", "one got in", "more got in", "most at once")
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        sites = ours(Path(name), rounds), rival(Path(name), rounds)
        for site, come in zip(sites, (before_the_code, before_the_rivals_code), strict=True):
            stack.enter_context(running.serving(site.served))
            found = Counter(race(site, come, person, browsers) for person in site.people)
            more = sum(times for got_in, times in found.items() if got_in > 1)
            print_row(site.name, rounds, found[1], more, max(found))


if __name__ == "__main__":
    main(**options(__doc__, rounds=50, browsers=10))
