"""Count how many browsers one code lets in, at Hembanken and with django-two-factor-auth.

    python -m tests.benchmarks.races --rounds 50 --browsers 10

In each round several browsers of one customer open the code page and send the same code at once.
Each customer has an IP address, because failures from one address end in a lockout.
"""

import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from ipaddress import IPv4Address
from pathlib import Path

from tests.benchmarks import flows
from tests.benchmarks.comparing import options, print_head, print_row
from tests.benchmarks.logins import Site, hembanken, rival
from tests.benchmarks.visitor import Visitor
from tests.server import running
from tests.server.customers import Customer
from tests.server.racing import at_once

FIRST_ADDRESS = IPv4Address("198.18.0.0")  # for benchmarks: RFC 2544, appendix C.2.2
FLOWS = (
    (hembanken, flows.open_code_page, flows.send_code),
    (rival, flows.open_rival_code_page, flows.send_code_to_rival),
)
Open = Callable[[Visitor, Customer], None]
Send = Callable[[Visitor, str], bool]


def race(site: Site, open_code_page: Open, send_code: Send, browsers: int, index: int) -> int:
    """Return how many browsers of one customer one code lets in."""
    customer = site.people[index]
    headers = site.headers | {"X-Forwarded-For": str(FIRST_ADDRESS + index)}
    visitors = [Visitor(site.server.port, headers) for _ in range(browsers)]
    for visitor in visitors:
        open_code_page(visitor, customer)
    code = customer.press()
    accepted = sum(at_once([partial(send_code, visitor, code) for visitor in visitors]))
    for visitor in visitors:
        visitor.close()
    return accepted


def main(rounds: int, browsers: int) -> None:
    print_head("", "rounds", "one got in", "more got in", "most at once")
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        for make, open_code_page, send_code in FLOWS:
            site = make(Path(name), rounds)
            stack.enter_context(running.serving(site.server))
            run = partial(race, site, open_code_page, send_code, browsers)
            counts = Counter(map(run, range(rounds)))
            more = sum(times for accepted, times in counts.items() if accepted > 1)
            print_row(site.name, rounds, counts[1], more, max(counts))


if __name__ == "__main__":
    main(**options(__doc__, rounds=50, browsers=10))
