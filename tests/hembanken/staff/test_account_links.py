"""Where the staff's pages lead: no link of any page is to one that is not there."""

import re
from html import unescape

import pytest

from accounts.models import Account
from kodbox.models import Batch, Order
from tests import admin_pages, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff_everywhere(samir):
    """Rows in which a member of staff stands in every place where one can: their own box too."""
    account = Account.objects.get(username="samir")
    by = ("identified_by", "taken_by", "cancelled_by", "letter_printed_by")
    Order.objects.update(**dict.fromkeys(by, account))
    Batch.objects.update(retired_by=account)
    return account


def links(page):
    return set(map(unescape, re.findall(r'href="(/personal[^"#]+)"', page)))


def test_every_link_leads_to_a_page(samir, staff_everywhere):
    own_box = staff_everywhere.devices.get()
    led_to = {
        path for page in admin_pages.pages(samir, own_box) for path in links(page.open(samir).text)
    }
    assert [path for path in led_to if samir.get(path).status_code != 200] == []


def test_a_holder_is_a_link_for_a_customer_and_a_name_for_staff(samir, staff_everywhere, bo):
    his, own = people.give(bo).device, staff_everywhere.devices.get()
    pages = [samir.get(f"/personal/kodbox/device/{box.pk}/change/").text for box in (his, own)]
    assert f'<a href="/personal/accounts/account/{bo.pk}/change/">Bo Glömsk</a>' in pages[0]
    assert '<div class="readonly">Samir</div>' in pages[1]
