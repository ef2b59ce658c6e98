"""One customer on one page, found by a POST, and what staff may do for them."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts import (
    agreements,
    attempts,
    customers,
    finding,
    open_sessions,
    ordering,
    overview,
    passwords,
)
from accounts.forms import OrderForm
from accounts.models import Account
from hembanken.journal import journal
from hembanken.journal.events import Event
from hembanken.source import source_of
from hembanken.staff.acts import StaffAct, StaffAdmin, by, reason_form
from kodbox.admin import BLOCK_REASONS

IDENTIFIED = (_("Identifierad på kontor"), _("Identifierad per telefon med motfrågor"))


class FindForm(forms.Form):
    """Whom to find; sent by POST, since a number never stands in a URL (F8)."""

    text = forms.CharField(
        label=_("Personnummer, kundnummer, serienummer eller namn"), max_length=120
    )


def block_agreement(request: HttpRequest, account: Account, told: dict[str, Any]) -> None:
    agreements.block(account, told["why"], source_of(request), by(request))


def unblock_agreement(request: HttpRequest, account: Account, told: dict[str, Any]) -> None:
    agreements.unblock(account, told["why"], source_of(request), by(request))


def end_sessions(request: HttpRequest, account: Account, told: dict[str, Any]) -> None:
    open_sessions.end_everywhere(account, source_of(request), by(request), told["why"])


def release_stop(request: HttpRequest, account: Account, told: dict[str, Any]) -> None:
    attempts.release(customers.keys_of_customer(account), account.pk, by(request), told["why"])


def require_new_password(request: HttpRequest, account: Account, told: dict[str, Any]) -> None:
    passwords.require_new(account, source_of(request), by(request), told["why"])


def order_kodbox(request: HttpRequest, account: Account, told: dict[str, Any]) -> None:
    ordering.order_by_staff(account, told["delivery"], source_of(request), by(request))


def is_blocked(account: Account, _staff: Account) -> bool:
    return account.blocked_at is not None


def is_not_blocked(account: Account, _staff: Account) -> bool:
    return account.blocked_at is None


def has_password(account: Account, _staff: Account) -> bool:
    return account.has_usable_password()


def has_no_open_order(account: Account, _staff: Account) -> bool:
    return ordering.open_order(account) is None


def has_failures(account: Account, _staff: Account) -> bool:
    return overview.of(account).failures > 0


@admin.register(Account)
class CustomerAdmin(StaffAdmin):
    """Customers: found one at a time, and never edited."""

    refusals = (agreements.AgreementMoved, passwords.PasswordMoved, ordering.OrderIsOpen)
    acts: ClassVar = (
        StaffAct(
            "sparra-avtal",
            _("Spärra Hembanksavtalet"),
            "accounts.block_agreement",
            block_agreement,
            reason_form(*BLOCK_REASONS),
            is_not_blocked,
        ),
        StaffAct(
            "oppna-avtal",
            _("Öppna Hembanksavtalet igen"),
            "accounts.unblock_agreement",
            unblock_agreement,
            reason_form(*IDENTIFIED),
            is_blocked,
            four_eyes=True,
        ),
        StaffAct(
            "logga-ut",
            _("Logga ut kunden överallt"),
            "accounts.end_sessions",
            end_sessions,
            reason_form(_("Kunden bad om det"), _("Misstänkt missbruk")),
        ),
        StaffAct(
            "nytt-losenord",
            _("Kräv nytt lösenord"),
            "accounts.require_password",
            require_new_password,
            reason_form(_("Någon annan kan ha sett lösenordet"), _("Misstänkt missbruk")),
            has_password,
        ),
        StaffAct(
            "hav-stopp",
            _("Häv stoppet efter många fel"),
            "accounts.release_stop",
            release_stop,
            reason_form(*IDENTIFIED),
            has_failures,
        ),
        StaffAct(
            "bestall",
            _("Beställ kodbox"),
            "kodbox.handle_order",
            order_kodbox,
            OrderForm,
            has_no_open_order,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(is_staff=False)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Find a customer; there is no list of all of them."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = FindForm(request.POST or None)
        found = finding.find(form.cleaned_data["text"]) if form.is_valid() else []
        is_full = len(found) == finding.MOST_FOUND
        context = {"form": form, "found": found, "is_full": is_full, "title": _("Hitta en kund")}
        return self._page(request, "find", context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show one customer at a glance; looking is itself an event."""
        account = self.get_object(request, object_id)
        if account is None:
            raise Http404
        if not self.has_view_permission(request, account) or request.method != "GET":
            raise PermissionDenied
        shows_name = not account.is_protected or request.user.has_perm("accounts.view_protected")
        journal.append(Event.STAFF_LOOKED, account.pk, source_of(request), actor_id=by(request))
        context = {
            "overview": overview.of(account),
            "shows_name": shows_name,
            "acts": self.open_acts(request, account),
            "title": _("Kund"),
            "original": account,
        }
        return self._page(request, "customer", context)

    def _page(self, request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
        whole = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return render(request, f"admin/staff/{name}.html", whole)
