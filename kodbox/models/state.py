"""The states of a device, and the legal transitions between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    IN_STOCK = "in_stock", _("i lager")
    DISPATCHED = "dispatched", _("skickad")
    ACTIVE = "active", _("i bruk")
    BLOCKED = "blocked", _("spärrad")
    RETIRED = "retired", _("tagen ur bruk")
    LOST = "lost", _("borttappad")
    RETURNED = "returned", _("återlämnad")
    DESTROYED = "destroyed", _("förstörd")


LEGAL_TRANSITIONS = {
    State.IN_STOCK: {State.DISPATCHED, State.DESTROYED},
    State.DISPATCHED: {State.ACTIVE, State.BLOCKED, State.RETIRED, State.LOST, State.RETURNED},
    State.ACTIVE: {State.BLOCKED, State.RETIRED, State.LOST, State.RETURNED},
    State.BLOCKED: {State.DISPATCHED, State.ACTIVE, State.RETIRED, State.LOST, State.RETURNED},
    State.RETIRED: {State.LOST, State.RETURNED},
    State.LOST: {State.RETURNED},
    State.RETURNED: {State.DESTROYED},  # never dispatched again (C18)
    State.DESTROYED: set[State](),
}
HELD = (State.DISPATCHED, State.ACTIVE)  # by a customer, who may use the device
MAX_HELD = 2  # a device and its replacement
