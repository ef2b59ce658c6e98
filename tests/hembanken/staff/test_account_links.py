"""The links of the staff's pages."""

import re
from html import unescape

import pytest

from accounts.models import Account
from kodbox.models import Batch, Order
from tests import admin_pages, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows_with_staff(samir):
    """Rows with a member of staff in each account column, and as the holder of a kodbox."""
    account = Account.objects.get(username="samir")
    columns = ("identified_by", "taken_by", "cancelled_by", "letter_printed_by")
    Order.objects.update(**dict.fromkeys(columns, account))
    Batch.objects.update(retired_by=account)
    return account


def links(page):
    return set(map(unescape, re.findall(r'href="(/personal[^"#]+)"', page)))


def test_every_link_leads_to_an_existing_page(samir, rows_with_staff):
    device = rows_with_staff.devices.get()
    linked = {
        path for page in admin_pages.pages(samir, device) for path in links(page.open(samir).text)
    }
    assert [path for path in linked if samir.get(path).status_code != 200] == []


def test_a_holder_is_a_link_for_a_customer_and_a_name_for_staff(samir, rows_with_staff, bo):
    devices = people.give(bo).device, rows_with_staff.devices.get()
    pages = [samir.get(f"/personal/kodbox/device/{each.pk}/change/").text for each in devices]
    assert f'<a href="/personal/accounts/account/{bo.pk}/change/">Bo Glömsk</a>' in pages[0]
    assert '<div class="readonly">Samir</div>' in pages[1]
