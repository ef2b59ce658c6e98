"""The roles of bank staff and their permissions.

An account's `role` names a role of this table. The database has no permissions. A permission's name
is ``app.verb_noun``; Django's admin checks ``app.view_model`` before it shows a row.
"""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    KUNDSERVICE = "kundservice", _("Kundservice")
    SAKERHET = "sakerhet", _("Säkerhet")


KUNDSERVICE = frozenset(
    {
        "accounts.view_account",
        "accounts.block_agreement",
        "accounts.close_account",
        "accounts.end_sessions",
        "accounts.end_lockout",
        "accounts.lift_pause",
        "accounts.require_password",
        "accounts.view_notice",
        "audit.view_figures",
        "kodbox.view_batch",
        "kodbox.view_device",
        "kodbox.block_device",
        "kodbox.view_order",
        "kodbox.hand_over",
        "kodbox.handle_order",
        "kodbox.print_letter",
    }
)
SAKERHET = KUNDSERVICE | {
    "accounts.view_agreement",
    "accounts.view_protected",
    "accounts.end_permanent_lockout",
    "accounts.reopen_account",
    "accounts.unblock_agreement",
    "accounts.write_agreement",
    "accounts.write_notice",
    "audit.view_entry",
    "kodbox.resynchronise_device",
    "kodbox.retire_batch",
    "kodbox.unblock_device",
    "staff.view_proposal",
}
PERMISSIONS: Mapping[str, frozenset[str]] = {
    Role.KUNDSERVICE: KUNDSERVICE,
    Role.SAKERHET: SAKERHET,
}


def permissions_of(role: str) -> frozenset[str]:
    """Return the permissions of a role, or none for an unknown role."""
    return PERMISSIONS.get(role, frozenset())
