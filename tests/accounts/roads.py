"""Every road through the pages, walked one post at a time: a stop after each, as a browser stands.

A road is walked by what its own flow says comes next.
"""

from django.urls import reverse

from accounts import ordering
from accounts.credentials import passwords
from accounts.login.steps import Step
from hembanken.audit import audit_log
from tests import people, staff
from tests.accounts.walker import CHOICE, Walker

TAKEN_BY_GET = Step.DONE


def newcomer() -> Walker:
    """Return a customer with a temporary password, who has accepted nothing."""
    account = people.new_customer(people.CECILIA, "Cecilia Ny")
    temporary = passwords.issue_temporary(account, audit_log.NO_CONTEXT)
    return Walker(account, people.CECILIA, temporary, people.give(account, active=True))


def settled() -> Walker:
    """Return a customer with a personal password, who has accepted everything."""
    account = people.new_customer(people.ASTRID, "Astrid Avtal")
    people.settle(account)
    return Walker(account, people.ASTRID, people.PASSWORD, people.give(account, active=True))


def first_login(walker: Walker):
    """Take every step that a login can have, and stop before and after each."""
    yield "nothing"
    walker.post("login")
    while login := walker.login:
        yield str(login.step)
        if login.step == TAKEN_BY_GET:
            answer = walker.client.get(reverse(login.step))
        else:
            answer = walker.post(login.step)
        after = walker.login
        assert not after or after.step != login.step, walker.why_not_taken(answer)
        walker.account.refresh_from_db()
        if walker.account.check_password(CHOICE):
            walker.password = CHOICE
    assert walker.user_id == str(walker.account.pk)
    yield "logged in"


def before_the_password_is_shown(walker: Walker):
    """Begin Skapa nytt lösenord, and stop where nothing has changed yet."""
    yield "nothing"
    walker.client.get(reverse("new_password"))
    yield "visited"
    walker.post("new_password")
    yield "proven"
    walker.client.get(reverse("temporary_password"))
    yield "asked"


def reset(walker: Walker):
    """Go the whole road of a forgotten password."""
    yield from before_the_password_is_shown(walker)
    context = walker.client.post(reverse("temporary_password"), {"draw": "1"}).context
    walker.password, walker.encrypted = context["password"], context["form"]["encrypted"].value()
    yield "drawn"
    assert walker.client.post(
        reverse("temporary_password"), {"encrypted": walker.encrypted}
    ).context
    yield "a tick missing"
    walker.post("temporary_password")
    yield "ticked"


def change(walker: Walker):
    """Change the password of a customer who is logged in."""
    people.log_in(walker.client, walker.number, walker.password, walker.box)
    yield "logged in"
    walker.post("change_password")
    walker.password = CHOICE
    yield "changed"
    walker.client.get(reverse("password_changed"))
    yield "arrived"
    walker.client.post(reverse("logout"))
    yield "logged out"


def order(walker: Walker):
    """Order a kodbox without a login and then with one, until it is on its way."""
    walker.post("order_kodbox")
    assert ordering.open_order(walker.account)
    yield "ordered unidentified"
    people.log_in(walker.client, walker.number, walker.password, walker.box)
    walker.post("order_kodbox")
    yield "ordered"
    people.give(walker.account)
    yield "dispatched"


def at_work(walker: Walker):
    """Work at the bank, with the customer's order in the queue."""
    ordering.order(walker.account, "post", audit_log.NO_CONTEXT, identified=False)
    account, box = staff.hire("erik", "kundservice")
    walker.client = staff.log_in("erik", box)
    walker.client.raise_request_exception = False
    assert walker.user_id == str(account.pk)
    yield "at work"
    people.block(walker.box)
    yield "kodbox blocked"
