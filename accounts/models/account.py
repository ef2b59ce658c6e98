"""Accounts: customers and members of staff."""

import json
import uuid
from typing import Any, ClassVar

from django.contrib.auth import hashers
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.models.identifiers import Identifier
from accounts.models.lockouts import staff_lockout_name
from accounts.models.permissions import HasPermissions
from hembanken.crypto import encryption
from hembanken.db.prefix_search import Folded
from hembanken.staff.roles import Role


class Account(AbstractBaseUser, HasPermissions):
    """A customer or a member of staff, never both, with an opaque id.

    `contact` holds the encrypted address and e-mail address, and the name of a protected identity.
    `temporary_until` is None unless the password is temporary. `paused_at` is set while the
    customer pauses every login (accounts.pausing). `earlier_password` is the hash of the personal
    password before a reset: until `earlier_until` it can pause, and nothing else. A new
    `session_epoch` ends every session. `role` sets the permissions of a member of staff
    (hembanken.staff.roles); a customer has none.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(max_length=60, unique=True, null=True, blank=True)
    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=2, default="sv")
    is_staff = models.BooleanField(default=False)
    role = models.CharField(max_length=20, choices=Role, blank=True, editable=False)
    is_active = models.BooleanField(default=True)
    is_protected = models.BooleanField(default=False, editable=False)
    contact = models.BinaryField(null=True)
    temporary_until = models.DateTimeField(null=True, editable=False)
    earlier_password = models.CharField(max_length=128, blank=True, editable=False)
    earlier_until = models.DateTimeField(null=True, editable=False)
    connected_at = models.DateTimeField(null=True, editable=False)
    blocked_at = models.DateTimeField(null=True, editable=False)
    blocked_reason = models.CharField(max_length=200, blank=True, editable=False)
    paused_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    erased_at = models.DateTimeField(null=True, editable=False)
    session_epoch = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    last_login = None  # Logins are recorded in the audit log.

    ENCRYPTED_COLUMNS: ClassVar = ("contact",)
    PEPPERED_COLUMNS: ClassVar = ("password", "earlier_password")
    USERNAME_FIELD = "username"

    objects: ClassVar[BaseUserManager[Any]] = BaseUserManager()

    class Meta:
        verbose_name = _("kund")
        verbose_name_plural = _("kunder")
        indexes = [
            models.Index(
                fields=["closed_at"],
                condition=Q(closed_at__isnull=False, erased_at=None),
                name="account_closed_not_erased",
            ),
            models.Index(Folded("name"), "id", condition=Q(is_staff=False), name="account_by_name"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_staff=True, username__isnull=False, temporary_until=None)
                & ~Q(role="")
                | Q(is_staff=False, username=None, role=""),
                name="account_customer_or_staff",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, erased_at=None)
                | Q(closed_at__isnull=False, is_staff=False, is_active=False),
                name="account_closed_is_inactive",
            ),
            models.CheckConstraint(
                condition=Q(paused_at=None) | Q(is_staff=False), name="account_paused_is_customer"
            ),
        ]

    def __str__(self) -> str:
        return self.name or "••••"

    @property
    def lockout_name(self) -> str:
        """The name under which a member of staff's attempts are counted; empty for a customer."""
        return staff_lockout_name(self.username) if self.username else ""

    @property
    def contact_details(self) -> dict[str, str]:
        """The decrypted details: those of street, postcode, city, email and name that exist."""
        if self.contact is None:
            return {}
        return dict(json.loads(encryption.decrypt_column(self, "contact")))

    @property
    def full_name(self) -> str:
        return self.name or self.contact_details.get("name", "")

    @property
    def identifier(self) -> Identifier | None:
        """The customer's current number, or None for staff and erased customers."""
        current = (number for number in self.identifiers.all() if number.valid_until is None)
        return next(current, None)

    @property
    def masked_number(self) -> str:
        return f"{self.identifier.digits[:6]}-••••" if self.identifier else ""

    def encrypt_contact(self, details: dict[str, str]) -> None:
        """Encrypt the details that are not empty, without saving the row."""
        content = json.dumps({name: value for name, value in details.items() if value})
        encryption.encrypt_column(self, "contact", content.encode())

    @property
    def password_is_temporary(self) -> bool:
        return self.temporary_until is not None

    @property
    def password_has_expired(self) -> bool:
        return self.temporary_until is not None and self.temporary_until <= timezone.now()

    @property
    def may_log_in(self) -> bool:
        return self.is_active and self.blocked_at is None and self.paused_at is None

    def check_password(self, raw_password: str | None) -> bool:
        """Return whether the password is right, and upgrade an outdated hash (A9)."""

        def upgrade_hash(password: str) -> None:
            salt = str(hashers.identify_hasher(self.password).decode(self.password)["salt"])
            encoded = hashers.make_password(password, salt)
            unchanged = type(self).objects.filter(pk=self.pk, password=self.password)
            if unchanged.update(password=encoded):
                self.password = encoded

        return hashers.check_password(raw_password, self.password, upgrade_hash)

    def end_sessions(self) -> None:
        """End every session and unfinished login of this account at its next request."""
        type(self).objects.filter(pk=self.pk).update(session_epoch=F("session_epoch") + 1)

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """Return a hash of the password's salt and the session epoch: a new one ends the session.

        An upgraded hash keeps the salt. An unusable password is random and has no salt.
        """
        salt = self.password.split("$")[-2:][0]
        value = f"{salt}:{self.session_epoch}"
        purpose = "accounts.models.Account"
        return salted_hmac(purpose, value, secret=secret, algorithm="sha256").hexdigest()
