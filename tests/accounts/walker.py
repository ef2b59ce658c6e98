"""A person with a browser, who knows everything that any page of any road asks for."""

from dataclasses import dataclass, field

from django.contrib import admin
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.login import flow as login_flow
from accounts.models import Account
from accounts.password_reset import flow as reset_flow
from hembanken.staff.roles import permissions_of
from tests.people import Kodbox

CHOICE = "9513"
OF_A_CUSTOMER = {"change_password", "log_out_everywhere"}


@dataclass
class Walker:
    """What is sent is one body, with the right value of every field that any form has."""

    account: Account
    number: str
    password: str
    box: Kodbox
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))
    encrypted: str = ""
    pressed: list[str] = field(default_factory=list)

    def body(self, **others: str) -> dict[str, str]:
        """Return the right value for every field of every form, at this moment."""
        choice = {"choice": CHOICE, "again": CHOICE, "current": self.password}
        told = {"number": self.number, "password": self.password, "code": self.code}
        ticks = {"noted": "on", "accept_terms": "on", "version": "1", "encrypted": self.encrypted}
        act = {"why": "test", "serial": self.box.device.serial, "may_reset": "on"}
        return choice | told | ticks | act | {"delivery": "post", "username": "karin"} | others

    @property
    def code(self) -> str:
        return self.box.code_at(self.box.counter)

    def post(self, name: str, **others: str):
        """Send everything to a page; a code that the bank took is used up in the box too."""
        told = self.code
        answer = self.client.post(reverse(name), self.body(**others))
        if self.box.bank_counter() > self.box.counter:
            self.pressed.append(told)
            self.box.press()
        return answer

    def why_not_taken(self, answer) -> str:
        """Name the fields of a form that was not taken, which have no value here or a wrong one."""
        form = (answer.context or {}).get("form")
        unknown = sorted(set(getattr(form, "fields", ())) - set(self.body()))
        return f"{answer.request['PATH_INFO']}: unknown fields {unknown}, {form and form.errors!r}"

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
        """Name the pages that the flows themselves say are open in this browser."""
        login, reset = self.login, reset_flow.resume(self.request)
        pages = {str(step) for step in login.open_steps} if login else set()
        pages |= {"temporary_password"} if reset else set()
        pages |= OF_A_CUSTOMER if self.user_id == str(self.account.pk) else set()
        return pages | self.open_actions

    @property
    def open_actions(self) -> set[str]:
        """Name the acts of the staff's pages that whoever is logged in may do."""
        role = Account.objects.get(pk=self.user_id).role if self.user_id else ""
        return {
            f"admin:{model._meta.app_label}_{model._meta.model_name}_{act.name}"
            for model, pages in admin.site._registry.items()
            for act in getattr(pages, "staff_actions", ())
            if act.permission in permissions_of(role)
        }

    @property
    def user_id(self) -> str | None:
        return self.client.session.get("_auth_user_id")


def logs_in(walker: Walker, code: str) -> bool:
    """Tell whether the walker's password and a code open a new browser."""
    client = Client()
    client.post(reverse("login"), walker.body())
    if Account.objects.get(pk=walker.account.pk).password_is_temporary:
        client.post(reverse("login_choose_password"), walker.body())
    client.post(reverse("login_code"), {"code": code})
    return client.get(reverse("home")).status_code == 200
