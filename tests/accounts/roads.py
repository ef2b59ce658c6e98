"""The flows of customers and staff as generators: each yields the name of every state it reaches.

A login takes the steps that its own code computes, so a new step is walked without a change here.
"""

from django.urls import reverse

from accounts import ordering
from accounts.credentials import passwords
from accounts.login.steps import Step
from hembanken.audit import audit_log
from kodbox import orders
from tests import people, staff
from tests.accounts.walker import CHOICE, Walker


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
    """Take every step that a login can have."""
    yield "nothing"
    walker.post("login")
    while login := walker.login:
        yield str(login.step)
        if login.step == Step.DONE:
            response = walker.client.get(reverse(login.step))
        else:
            response = walker.post(login.step)
        after = walker.login
        assert not after or after.step != login.step, walker.explain_refusal(response)
        walker.account.refresh_from_db()
        if walker.account.check_password(CHOICE):
            walker.password = CHOICE
    assert walker.user_id == str(walker.account.pk)
    yield "logged in"


def start_reset(walker: Walker):
    """Reset a password up to the point where nothing has changed yet."""
    yield "nothing"
    walker.client.get(reverse("new_password"))
    yield "visited"
    walker.post("new_password")
    yield "code accepted"
    walker.client.get(reverse("temporary_password"))
    yield "asked"


def reset(walker: Walker):
    """Reset a password and confirm the temporary one."""
    yield from start_reset(walker)
    url = reverse("temporary_password")
    context = walker.client.post(url).context
    walker.password, walker.encrypted = context["password"], context["form"]["encrypted"].value()
    yield "generated"
    assert walker.client.post(url, {"encrypted": walker.encrypted}).context
    yield "a tick missing"
    walker.post("temporary_password")
    yield "confirmed"


def change_password(walker: Walker):
    """Change the password while logged in."""
    people.log_in(walker.client, walker.number, walker.password, walker.kodbox)
    yield "logged in"
    walker.post("change_password")
    walker.password = CHOICE
    yield "changed"
    walker.client.get(reverse("password_changed"))
    yield "session renewed"
    walker.client.post(reverse("logout"))
    yield "logged out"


def order_kodbox(walker: Walker):
    """Order a kodbox without a login and then with one, until it is dispatched."""
    walker.post("order_kodbox")
    assert orders.open_order(walker.account.pk)
    yield "ordered unidentified"
    people.log_in(walker.client, walker.number, walker.password, walker.kodbox)
    walker.post("order_kodbox")
    yield "ordered"
    walker.post("cancel_order")
    assert not orders.open_order(walker.account.pk)
    yield "cancelled"
    people.give(walker.account)
    yield "dispatched"


def work_as_staff(walker: Walker):
    """Log in as staff while the customer's order waits."""
    ordering.order(walker.account, "post", audit_log.NO_CONTEXT, identified=False)
    account, kodbox = staff.hire("erik", "kundservice")
    walker.client = staff.log_in("erik", kodbox)
    walker.client.raise_request_exception = False
    assert walker.user_id == str(account.pk)
    yield "at work"
    people.block(walker.kodbox)
    yield "kodbox blocked"
