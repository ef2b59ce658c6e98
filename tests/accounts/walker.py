"""A person with a browser, who has the right value for every field of every form."""

from contextlib import contextmanager
from dataclasses import dataclass, field

from django.contrib import admin
from django.db import transaction
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.login import flow as login_flow
from accounts.models import Account
from accounts.password_reset import flow as reset_flow
from hembanken.staff.roles import permissions_of
from tests.people import Kodbox

CHOICE = "9513"
CUSTOMER_PAGES = {"change_password", "log_out_everywhere", "log_out_others", "cancel_order"}


@dataclass
class Walker:
    """A customer's account, credentials and browser. Each request sends all fields at once."""

    account: Account
    number: str
    password: str
    kodbox: Kodbox
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))
    encrypted: str = ""
    used_codes: list[str] = field(default_factory=list)

    def body(self, **others: str) -> dict[str, str]:
        """Return the right value of every field of every form, at this moment."""
        choice = {"choice": CHOICE, "again": CHOICE, "current": self.password}
        credentials = {"number": self.number, "password": self.password, "code": self.code}
        ticks = {"noted": "on", "accept_terms": "on", "version": "1", "encrypted": self.encrypted}
        ticks["identified"] = "on"
        action = {
            "reason": "test",
            "identified": "on",
            "serial": self.kodbox.device.serial,
            "may_reset": "on",
        }
        order = {"delivery": "post", "username": "karin"}
        return choice | credentials | ticks | action | order | others

    @property
    def code(self) -> str:
        return self.kodbox.code_at(self.kodbox.counter)

    def post(self, name: str, **others: str):
        """Post all fields to a page. A code that the bank accepted is used up in the kodbox too."""
        code = self.code
        response = self.client.post(reverse(name), self.body(**others))
        if self.kodbox.bank_counter() > self.kodbox.counter:
            self.used_codes.append(code)
            self.kodbox.press()
        return response

    def explain_refusal(self, response) -> str:
        """Return the errors of a refused form, and its fields that `body` does not know."""
        form = (response.context or {}).get("form")
        unknown = sorted(set(getattr(form, "fields", ())) - set(self.body()))
        path = response.request["PATH_INFO"]
        return f"{path}: unknown fields {unknown}, {form and form.errors!r}"

    @property
    def request(self):
        request = RequestFactory().get("/")
        request.session = self.client.session
        return request

    @property
    def login(self):
        return login_flow.resume(self.request)

    @property
    def open_pages(self) -> set[str]:
        """The names of the pages that are open in this browser, according to the flows."""
        login, reset = self.login, reset_flow.resume(self.request)
        pages = {str(step) for step in login.open_steps} if login else set()
        pages |= {"temporary_password"} if reset else set()
        pages |= CUSTOMER_PAGES if self.user_id == str(self.account.pk) else set()
        return pages | self.open_actions

    @property
    def open_actions(self) -> set[str]:
        """The names of the staff actions that the user of this browser may perform."""
        role = Account.objects.get(pk=self.user_id).role if self.user_id else ""
        return {
            f"admin:{model._meta.app_label}_{model._meta.model_name}_{action.name}"
            for model, model_admin in admin.site._registry.items()
            for action in getattr(model_admin, "staff_actions", ())
            if action.permission in permissions_of(role)
        }

    @property
    def user_id(self) -> str | None:
        return self.client.session.get("_auth_user_id")


@contextmanager
def rolled_back():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def can_log_in(walker: Walker, code: str) -> bool:
    """Return whether the walker's password and a code open the home page in a new browser."""
    client = Client()
    client.post(reverse("login"), walker.body())
    if Account.objects.get(pk=walker.account.pk).password_is_temporary:
        client.post(reverse("login_choose_password"), walker.body())
    client.post(reverse("login_code"), {"code": code})
    return client.get(reverse("home")).status_code == 200
