"""Two servers with one PostgreSQL and one key file, as two machines behind a balancer."""

from collections import Counter
from functools import partial

import pytest

from tests.server import customers, production, running
from tests.server.browser import Browser
from tests.server.customers import CODE, LOGGED_IN, outcome
from tests.server.racing import at_once
from tests.server.running import NO_SERVER

pytestmark = [pytest.mark.server, pytest.mark.own_database]


class Balanced(Browser):
    """A browser behind a balancer, which sends each request to the next server that answers."""

    def __init__(self, *servers):
        super().__init__("", production.THROUGH_PROXY)
        self.servers = list(servers)
        self.requests = Counter()

    def _send(self, path, body):
        self.servers.append(self.servers.pop(0))
        self.url = self.servers[0].url
        try:
            answer = super()._send(path, body)
        except NO_SERVER:
            self.servers.pop(0)
            return self._send(path, body)
        self.requests[self.url] += 1
        return answer


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The settings of all machines, their customers, and their folder."""
    folder = tmp_path_factory.mktemp("site")
    settings = production.ready(folder)
    return settings, customers.set_up(settings), folder


@pytest.fixture
def machines(site):
    settings, _, folder = site
    with (
        running.serving(running.granian(settings, folder)) as one,
        running.serving(running.granian(settings, folder)) as other,
    ):
        yield one, other
    assert "Traceback" not in one.log()


def enter_code(browser, customer):
    answer = browser.post(CODE, code=customer.press())
    assert answer.location == LOGGED_IN
    assert browser.follow(answer).path == "/hem/"


def test_a_login_can_change_its_machine_at_every_request(site, machines):
    customer, browser = site[1][0], Balanced(*machines)
    assert customers.type_number(browser, customer).status == 200
    enter_code(browser, customer)
    assert browser.get("/om-hembanken/sakerhetslosning/").status == 200
    one, other = browser.requests.values()
    assert abs(one - other) <= 1


@pytest.mark.row("S16")
def test_a_login_survives_the_machine_that_is_killed(site, machines):
    customer, browser = site[1][1], Balanced(*machines)
    customers.type_number(browser, customer)
    machines[0].kill()
    enter_code(browser, customer)
    assert browser.servers == [machines[1]]


@pytest.mark.row("S3")
def test_a_code_sent_to_both_machines_at_once_is_accepted_once(site, machines):
    for customer in site[1][2:]:
        browsers = [Balanced(machine) for machine in machines]
        for browser in browsers:
            customers.type_number(browser, customer)
        code = customer.press()
        answers = at_once([partial(browser.post, CODE, code=code) for browser in browsers])
        assert sorted(map(outcome, answers)) == [LOGGED_IN, "refused"]
