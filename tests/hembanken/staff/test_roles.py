"""The roles of staff: one table in code, which has every permission that is asked for."""

import ast
import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser, Permission
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from accounts.models import Account
from hembanken.staff.roles import PERMISSIONS, Role
from tests.catalogue import CODE, ROOT, TEMPLATES

TABLE = ROOT / "hembanken" / "staff" / "roles.py"
NAMED = re.compile(rf"({'|'.join(each.label for each in apps.get_app_configs())})\.[a-z]+_[a-z_]+")
IN_TEMPLATE = re.compile(r"\bperms\.(\w+\.\w+)")


def named_in_code():
    """Return each text of the code that is a permission's name, outside the table."""
    for path in CODE:
        for node in ast.walk(ast.parse("" if path == TABLE else path.read_text())):
            if isinstance(node, ast.Constant) and NAMED.fullmatch(str(node.value)):
                yield node.value


def named_in_templates():
    for path in TEMPLATES:
        yield from IN_TEMPLATE.findall(path.read_text())


def asked_by_django():
    """Return what Django's admin asks for before it shows rows of a model."""
    for model, rows in admin.site._registry.items():
        if "has_view_permission" not in vars(type(rows)):
            yield f"{model._meta.app_label}.view_{model._meta.model_name}"


def test_the_table_has_every_permission_that_is_asked_for_and_no_other():
    asked = {*named_in_code(), *named_in_templates(), *asked_by_django()}
    assert set().union(*PERMISSIONS.values()) == asked


def test_every_role_has_its_row():
    assert set(PERMISSIONS) == set(Role)


def test_sakerhet_may_do_all_that_kundservice_may():
    assert PERMISSIONS[Role.KUNDSERVICE] < PERMISSIONS[Role.SAKERHET]


def test_a_role_is_looked_up_without_the_database():
    karin = Account(is_staff=True, role=Role.KUNDSERVICE)
    assert karin.has_perm("kodbox.block_device")
    assert not karin.has_perm("kodbox.unblock_device")
    assert karin.has_module_perms("kodbox")
    assert not karin.has_module_perms("staff")


def test_no_role_is_for_one_row_alone():
    assert not Account(is_staff=True, role=Role.SAKERHET).has_perm("kodbox.view_device", object())


@pytest.mark.parametrize(
    "user",
    [
        AnonymousUser(),
        Account(),
        Account(is_staff=True, role="gone"),
        Account(is_staff=True, role=Role.SAKERHET, is_active=False),
    ],
    ids=["nobody", "a customer", "a role that the table does not have", "somebody who left"],
)
def test_nobody_else_may_do_anything(user):
    assert [name for name in PERMISSIONS[Role.SAKERHET] if user.has_perm(name)] == []
    assert not user.has_module_perms("kodbox")


@pytest.mark.django_db
def test_no_permission_stands_in_the_database():
    assert not Permission.objects.exists()


@pytest.mark.django_db
def test_staff_have_a_role():
    with pytest.raises(IntegrityError, match="account_customer_or_staff"):
        Account.objects.create(username="karin", is_staff=True)


@pytest.mark.parametrize("options", [{}, {"interactive": False, "username": "root"}])
def test_whoever_wants_a_superuser_is_told_what_to_make_instead(options):
    with pytest.raises(CommandError, match="create_staff NAME"):
        call_command("createsuperuser", **options)
