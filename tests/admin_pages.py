"""Every page of the staff's admin that shows rows, found through the admin's registry."""

import re
from collections.abc import Iterator
from datetime import timedelta
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
from accounts.models import Account, Agreement, Notice
from hembanken.request_context import RequestContext
from hembanken.staff.models import Proposal
from kodbox.models import Batch, Device
from tests import people


class Page(NamedTuple):
    """One page with its address, and with a body if it is requested by POST."""

    model: str
    kind: str
    path: str
    body: dict[str, str] | None = None

    @property
    def name(self) -> str:
        return f"{self.model}: {self.kind}"

    def open(self, client: Client):
        """Open the page, which must respond with 200."""
        response = client.get(self.path) if self.body is None else client.post(self.path, self.body)
        assert response.status_code == 200, (self.path, response.status_code)
        return response


def pages(client: Client, *rows: Model) -> Iterator[Page]:
    """Yield the start page, every view of each list, and one row of each model.

    The row of a model is the one in `rows`, or else the first row.
    """
    start = Page("bank", "start", reverse("admin:index"))
    yield from (start, *_linked(start.open(client).text))
    chosen = {type(row): row for row in rows}
    for model in admin.site._registry:
        full_list = Page(model._meta.model_name, "list", _path(model, "changelist"))
        yield full_list
        changelist = full_list.open(client).context.get("cl")  # Customers have no list.
        if changelist:
            for kind, query in _queries(changelist):
                yield full_list._replace(kind=kind, path=full_list.path + query)
        row = chosen.get(model) or _rows(model).order_by("pk").first()
        yield full_list._replace(kind="row", path=_path(model, "change", row.pk))


def _linked(page: str) -> Iterator[Page]:
    """Yield the filtered lists that a page links to, named by their query."""
    for path in map(unescape, re.findall(r'href="([^"]+[?][^"]+)"', page)):
        model, query = path.split("/")[-2], parse_qs(path.partition("?")[2], keep_blank_values=True)
        names = (f"{name}={query[name][0]}" if "state" in name else name for name in query)
        yield Page(model, f"linked {'&'.join(names)}", path)


def _queries(changelist: ChangeList) -> Iterator[tuple[str, str]]:
    """Yield the name and the query string of every filter, page and search of a list."""
    for spec in changelist.filter_specs:
        for choice in spec.choices(changelist):
            yield f"filter {choice['query_string'][1:]}", choice["query_string"]
    if changelist.multi_page:
        yield "page 2", "?p=2"
        yield "last page", f"?p={changelist.paginator.num_pages}"
    for field in changelist.search_fields:
        values = changelist.root_queryset.values_list(field.removesuffix("__exact"), flat=True)
        yield f"search {field} of one", f"?q={values.last()}"
        yield f"search {field} of none", "?q=nothing-has-this"


def find(kind: str, text: str) -> Page:
    """Return the page of a search for a customer, by POST."""
    path = reverse("admin:accounts_account_changelist")
    return Page("account", f"search {kind}", path, {"text": text})


def _rows(model: type[Model]) -> QuerySet:
    return admin.site.get_model_admin(model).get_queryset(RequestFactory().get("/"))


def more_rows(count):
    """Add rows to every list; the member of staff `samir` makes the proposals."""
    for _ in range(count):
        index = Device.objects.count()
        customer = people.new_customer(people.kundnummer(index), f"Anna {index}")
        device = people.give(customer).device
        Device.objects.filter(pk=device.pk).update(expires_at=timezone.now())
        ordering.order(customer, "post", RequestContext(), identified=True)
        for text in agreements.to_accept(customer).values():
            agreements.accept(customer, text, RequestContext())
        Agreement.objects.create(kind="terms", text="Utkast")
        Batch.objects.create(sha256=f"{index:064}", imported_by="test", devices_count=1)
        times = {"starts_at": timezone.now(), "ends_at": timezone.now() + timedelta(hours=1)}
        Notice.objects.create(text_sv="Avbrott", text_en="Outage", **times)
        proposal = {"model": "kodbox.device", "row": device.pk, "action": "hav-sparr"}
        Proposal.objects.create(made_by=Account.objects.get(username="samir"), **proposal)


def _path(model: type[Model], page: str, *arguments: object) -> str:
    meta = model._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{page}", args=arguments)
