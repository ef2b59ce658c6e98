"""The permission matrix of the staff's pages: each admin URL, role and method (I4).

The URLs come from the URL configuration. A page that is missing in the matrix fails the test.
"""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import ordering
from accounts.models import Agreement, Notice
from hembanken.audit.models import Entry
from hembanken.request_context import RequestContext
from hembanken.staff.models import Proposal
from kodbox.models import Batch, Order
from tests import people, staff

pytestmark = pytest.mark.django_db
ROLES = ("nobody", "customer", "no role", "kundservice", "sakerhet")
STAFF = {"no role", "kundservice", "sakerhet"}
BOTH, SAKERHET, NONE = {"kundservice", "sakerhet"}, {"sakerhet"}, set()
METHODS = ("get", "post", "put", "delete")

# Roles with access: (by GET, by POST). A staff action that is not offered here gives no access.
PAGES = {
    "index": (STAFF, STAFF),
    "app_list": (BOTH, BOTH),
    "jsi18n": (STAFF, NONE),
    "accounts_account_changelist": (BOTH, BOTH),
    "accounts_account_change": (BOTH, NONE),
    "accounts_account_sparra-avtal": (BOTH, BOTH),
    "accounts_account_oppna-avtal": (NONE, NONE),
    "accounts_account_hav-paus": (NONE, NONE),
    "accounts_account_logga-ut": (BOTH, BOTH),
    "accounts_account_nytt-losenord": (BOTH, BOTH),
    "accounts_account_hav-stopp": (NONE, NONE),
    "accounts_account_hav-sparr": (NONE, NONE),
    "accounts_account_bestall": (NONE, NONE),
    "accounts_account_avsluta": (BOTH, BOTH),
    "accounts_account_ateruppta": (NONE, NONE),
    "accounts_acceptance_changelist": (SAKERHET, SAKERHET),
    "accounts_acceptance_change": (SAKERHET, NONE),
    "accounts_agreement_forhandsvisning": (SAKERHET, NONE),
    "accounts_agreement_changelist": (SAKERHET, SAKERHET),
    "accounts_agreement_add": (SAKERHET, SAKERHET),
    "accounts_agreement_change": (SAKERHET, SAKERHET),
    "accounts_agreement_publicera": (SAKERHET, SAKERHET),
    "accounts_agreement_godkannanden": (NONE, NONE),
    "accounts_notice_changelist": (BOTH, BOTH),
    "accounts_notice_add": (SAKERHET, SAKERHET),
    "accounts_notice_change": (BOTH, SAKERHET),
    "accounts_notice_ta-bort": (SAKERHET, SAKERHET),
    "kodbox_device_changelist": (BOTH, BOTH),
    "kodbox_device_change": (BOTH, NONE),
    "kodbox_device_sparra": (BOTH, BOTH),
    "kodbox_device_hav-sparr": (NONE, NONE),
    "kodbox_device_synka": (SAKERHET, SAKERHET),
    "kodbox_batch_changelist": (BOTH, BOTH),
    "kodbox_batch_change": (BOTH, NONE),
    "kodbox_batch_ta-ur-bruk": (SAKERHET, SAKERHET),
    "kodbox_order_changelist": (BOTH, BOTH),
    "kodbox_order_change": (BOTH, NONE),
    "kodbox_order_identifierad": (NONE, NONE),
    "kodbox_order_ta": (BOTH, BOTH),
    "kodbox_order_skicka": (NONE, NONE),
    "kodbox_order_avbryt": (BOTH, BOTH),
    "kodbox_order_brev": (NONE, NONE),
    "kodbox_order_brev-kontor": (NONE, NONE),
    "kodbox_order_lamna-over": (NONE, NONE),
    "audit_entry_changelist": (SAKERHET, SAKERHET),
    "audit_entry_change": (SAKERHET, NONE),
    "staff_proposal_changelist": (SAKERHET, SAKERHET),
    "staff_proposal_change": (SAKERHET, NONE),
    "staff_proposal_godkann": (SAKERHET, SAKERHET),
    "staff_proposal_avsla": (SAKERHET, SAKERHET),
}
DISABLED = ("add", "delete", "history")  # views of Django's admin that nobody may open
UNTESTED = {"login", "logout", "autocomplete", "view_on_site"}  # tested elsewhere, or not used


def notice():
    """A notice that is shown for an hour."""
    now = timezone.now()
    times = {"starts_at": now, "ends_at": now + timedelta(hours=1)}
    return Notice.objects.create(text_sv="Avbrott", text_en="Outage", **times)


@pytest.fixture
def rows(astrid, kodbox):
    """The key of one row of each model."""
    batch = Batch.objects.create(sha256="0" * 64, imported_by="test", devices_count=1)
    ordering.order(astrid, "post", RequestContext(), identified=True)
    proposer = staff.hire("sofia", "sakerhet")[0]
    proposal = Proposal.objects.create(
        model="kodbox.device",
        row=kodbox.device.pk,
        action="sparra",
        arguments={"reason": "Borttappad"},
        made_by=proposer,
    )
    return {
        "accounts_account": astrid.pk,
        "accounts_acceptance": astrid.acceptances.first().pk,
        "accounts_agreement": Agreement.objects.create(kind="terms", text="Utkast").pk,
        "accounts_notice": notice().pk,
        "kodbox_device": kodbox.device.pk,
        "kodbox_batch": batch.pk,
        "kodbox_order": Order.objects.get().pk,
        "audit_entry": Entry.objects.earliest("at").pk,
        "staff_proposal": proposal.pk,
    }


@pytest.fixture
def clients(rows, astrid, kodbox):
    customer = Client()
    people.log_in(customer, people.ASTRID, people.PASSWORD, kodbox)
    without_role = staff.hire_and_log_in("nils", "kundservice")
    staff.remove_role("nils")
    return {
        "nobody": Client(),
        "customer": customer,
        "no role": without_role,
        "kundservice": staff.hire_and_log_in("karin", "kundservice"),
        "sakerhet": staff.hire_and_log_in("samir", "sakerhet"),
    }


def names():
    for url in admin.site.get_urls():
        if getattr(url, "name", None):
            yield url.name
        else:
            yield from (each.name for each in getattr(url, "url_patterns", ()) if each.name)


def path_of(name, rows):
    if name == "app_list":
        return reverse("admin:app_list", args=["kodbox"])
    kind, _, page = name.rpartition("_")
    needs_row = kind in rows and page not in ("changelist", "add")
    return reverse(f"admin:{name}", args=[rows[kind]] if needs_row else [])


def is_disabled(name):
    return name.rpartition("_")[2] in DISABLED and name not in PAGES


def test_the_matrix_has_every_page():
    assert {name for name in names() if not is_disabled(name)} - UNTESTED == set(PAGES)


def has_access(client, method, path):
    """Return whether a page responds with content, not with a refusal or a redirect to a login.

    Changes are rolled back, so that each role finds the same rows.
    """
    with transaction.atomic():
        response = getattr(client, method)(path)
        transaction.set_rollback(True)
    assert response.status_code < 500
    return response.status_code == 200 or (
        response.status_code == 302 and "/login/" not in response.url
    )


@pytest.mark.row("I4")
def test_each_role_has_access_to_its_pages_only(rows, clients):
    found = {}
    for name in PAGES:
        path = path_of(name, rows)
        found[name] = tuple(
            {role for role in ROLES if has_access(clients[role], method, path)}
            for method in ("get", "post")
        )
    assert found == PAGES


@pytest.mark.row("I4", "S5")
def test_nobody_has_access_to_djangos_add_delete_and_history_views(rows, clients):
    accessible = {
        (name, role, method)
        for name in names()
        if is_disabled(name)
        for role in ROLES
        for method in METHODS
        if has_access(clients[role], method, path_of(name, rows))
    }
    assert accessible == set()
