"""Create members of staff with a role, a long password and a kodbox."""

from django.contrib.auth.password_validation import validate_password
from django.views.decorators.debug import sensitive_variables

from accounts.models import Account
from hembanken.audit import audit_log
from hembanken.request_context import Actor
from hembanken.staff.roles import Role
from kodbox import stock
from kodbox.models import Device, State


class StaffRefused(Exception):
    """The member of staff cannot be created; the message says why."""


@sensitive_variables()
def hire(username: str, name: str, role: Role, password: str, serial: str) -> Account:
    """Create a member of staff and dispatch a kodbox from stock, or raise StaffRefused.

    Raise ValidationError if the password is too weak.
    """
    device = Device.objects.filter(serial=serial, state=State.IN_STOCK).first()
    if device is None:
        raise StaffRefused(f"There is no kodbox {serial} in stock.")
    if Account.objects.filter(username=username).exists():
        raise StaffRefused(f"There is a member of staff called {username} already.")
    account = Account(username=username, name=name, is_staff=True, role=role)
    validate_password(password, account)
    account.set_password(password)
    with audit_log.atomic():
        account.save(force_insert=True)
        stock.dispatch(device, account.pk, Actor(account.pk, "create_staff"))
    return account
