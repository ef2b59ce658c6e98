"""The roles of staff and their table of permissions."""

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
    """Yield the permission names in the code, outside the table."""
    for path in CODE:
        for node in ast.walk(ast.parse("" if path == TABLE else path.read_text())):
            if isinstance(node, ast.Constant) and NAMED.fullmatch(str(node.value)):
                yield node.value


def checked_by_django():
    """Yield the permissions that Django's admin checks before it shows rows of a model."""
    for model, rows in admin.site._registry.items():
        if "has_view_permission" not in vars(type(rows)):
            yield f"{model._meta.app_label}.view_{model._meta.model_name}"


def test_the_table_has_exactly_the_permissions_in_use():
    named_in_templates = IN_TEMPLATE.findall("".join(path.read_text() for path in TEMPLATES))
    used = {*named_in_code(), *named_in_templates, *checked_by_django()}
    assert set().union(*PERMISSIONS.values()) == used


def test_every_role_has_permissions():
    assert set(PERMISSIONS) == set(Role)


def test_sakerhet_has_all_permissions_of_kundservice():
    assert PERMISSIONS[Role.KUNDSERVICE] < PERMISSIONS[Role.SAKERHET]


def test_a_role_is_looked_up_without_the_database():
    karin = Account(is_staff=True, role=Role.KUNDSERVICE)
    assert karin.has_perm("kodbox.block_device")
    assert not karin.has_perm("kodbox.unblock_device")
    assert karin.has_module_perms("kodbox")
    assert not karin.has_module_perms("staff")
    assert not karin.has_perm("kodbox.block_device", object())  # for a single row


@pytest.mark.parametrize(
    "user",
    [
        AnonymousUser(),
        Account(),
        Account(is_staff=True, role="gone"),
        Account(is_staff=True, role=Role.SAKERHET, is_active=False),
    ],
    ids=["nobody", "a customer", "an unknown role", "inactive staff"],
)
def test_other_users_have_no_permission(user):
    assert [name for name in PERMISSIONS[Role.SAKERHET] if user.has_perm(name)] == []
    assert not user.has_module_perms("kodbox")


@pytest.mark.django_db
def test_the_database_has_no_permissions():
    assert not Permission.objects.exists()


@pytest.mark.django_db
def test_staff_need_a_role():
    with pytest.raises(IntegrityError, match="account_customer_or_staff"):
        Account.objects.create(username="karin", is_staff=True)


@pytest.mark.parametrize("options", [{}, {"interactive": False, "username": "root"}])
def test_createsuperuser_refers_to_create_staff(options):
    with pytest.raises(CommandError, match="create_staff NAME"):
        call_command("createsuperuser", **options)
