"""Staff pages for batches, with the staff action that retires a whole batch."""

from typing import ClassVar

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from hembanken.staff.actions import StaffAction, reason_form
from hembanken.staff.display import account_column
from hembanken.staff.rows import StaffAdmin
from kodbox import recall
from kodbox.models import Batch
from kodbox.stock import TransitionRefused


@admin.register(Batch)
class BatchAdmin(StaffAdmin):
    list_display = ("imported_at", "imported_by", "devices_count", "retired_at", "sha256")
    fields = readonly_fields = (
        *list_display,
        account_column(Batch, "retired_by"),
        "retired_reason",
    )
    refusals = (TransitionRefused,)
    staff_actions: ClassVar = (
        StaffAction(
            "ta-ur-bruk",
            _("Ta hela leveransen ur bruk"),
            "kodbox.retire_batch",
            recall.retire,
            reason_form(
                gettext_noop("Tillverkarens nycklar kan ha läckt"),
                gettext_noop("Fel på kodboxarna"),
                gettext_noop("Kodboxarna går snart ut"),
            ),
            lambda batch, _staff: not batch.is_retired,
            four_eyes=True,
        ),
    )
