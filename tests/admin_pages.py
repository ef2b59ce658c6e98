"""The staff's pages that show rows, one by one, as the admin's registry and its lists know them."""

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple
from urllib.parse import parse_qs

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Model, QuerySet
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from accounts import ordering
from accounts.customers import agreements
from accounts.models import Account, Agreement
from hembanken.request_context import RequestContext
from hembanken.staff.models import Proposal
from kodbox.models import Batch, Device
from tests import people


class Page(NamedTuple):
    """One page: what it shows, in what way, and how it is asked for; a number goes by POST."""

    model: str
    kind: str
    path: str
    body: dict[str, str] | None = None

    @property
    def name(self) -> str:
        return f"{self.model}: {self.kind}"

    def open(self, client: Client):
        """Open the page in a browser, which has to be let in."""
        response = client.get(self.path) if self.body is None else client.post(self.path, self.body)
        assert response.status_code == 200, (self.path, response.status_code)
        return response


def pages(client: Client, *rows: Model) -> Iterator[Page]:
    """Yield the start page, each list in every way that it offers, and a row of each: these rows.

    Of a model that none of them has, it is the first row.
    """
    start = Page("bank", "start", reverse("admin:index"))
    yield from (start, *_linked(start.open(client).text))
    chosen = {type(row): row for row in rows}
    for model in admin.site._registry:
        whole = Page(model._meta.model_name, "list", _path(model, "changelist"))
        yield whole
        shown = whole.open(client).context.get("cl")  # Customers are found, and not listed.
        if shown:
            for kind, query in _ways(shown):
                yield whole._replace(kind=kind, path=whole.path + query)
        row = chosen.get(model) or _rows(model).order_by("pk").first()
        yield whole._replace(kind="row", path=_path(model, "change", row.pk))


def _linked(page: str) -> Iterator[Page]:
    """Yield the parts of lists that a page leads to, named by what they are asked for by."""
    for path in map(unescape, re.findall(r'href="([^"]+[?][^"]+)"', page)):
        model, asked = path.split("/")[-2], parse_qs(path.partition("?")[2], keep_blank_values=True)
        kept = (f"{name}={asked[name][0]}" if "state" in name else name for name in asked)
        yield Page(model, f"linked {'&'.join(kept)}", path)


def _ways(shown: ChangeList) -> Iterator[tuple[str, str]]:
    """Yield each way of asking for a list's rows, and the query that asks so."""
    for spec in shown.filter_specs:
        for choice in spec.choices(shown):
            yield f"filter {choice['query_string'][1:]}", choice["query_string"]
    if shown.multi_page:
        yield "page 2", "?p=2"
        yield "last page", f"?p={shown.paginator.num_pages}"
    for field in shown.search_fields:
        values = shown.root_queryset.values_list(field.removesuffix("__exact"), flat=True)
        yield f"search {field} of one", f"?q={values.last()}"
        yield f"search {field} of none", "?q=nothing-has-this"


def find(what: str, text: str) -> Page:
    """Return the search for a customer, by POST."""
    path = reverse("admin:accounts_account_changelist")
    return Page("account", f"search {what}", path, {"text": text})


def _rows(model: type[Model]) -> QuerySet:
    return admin.site.get_model_admin(model).get_queryset(RequestFactory().get("/"))


def more_rows(count):
    """Add rows to every list; a member of staff called Samir makes the proposals."""
    for _ in range(count):
        place = Device.objects.count()
        customer = people.new_customer(people.kundnummer(place), f"Anna {place}")
        device = people.give(customer).device
        Device.objects.filter(pk=device.pk).update(expires_at=timezone.now())
        ordering.order(customer, "post", RequestContext(), identified=True)
        for text in agreements.to_accept(customer).values():
            agreements.accept(customer, text, RequestContext())
        Agreement.objects.create(kind="terms", text="Utkast")
        Batch.objects.create(sha256=f"{place:064}", imported_by="test", devices_count=1)
        about = {"model": "kodbox.device", "row": device.pk, "action": "hav-sparr"}
        Proposal.objects.create(made_by=Account.objects.get(username="samir"), **about)


def _path(model: type[Model], page: str, *arguments: object) -> str:
    meta = model._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{page}", args=arguments)
