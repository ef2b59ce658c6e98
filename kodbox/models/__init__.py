"""Devices, batches, orders and the history of devices."""

from kodbox.models.batch import Batch
from kodbox.models.device import MAX_STORED_COUNTER, Device, owner_of, seed_lookup_value
from kodbox.models.order import OPEN, Order
from kodbox.models.state import HELD, LEGAL_TRANSITIONS, MAX_HELD, State
from kodbox.models.transition import Transition

__all__ = [
    "HELD",
    "LEGAL_TRANSITIONS",
    "MAX_STORED_COUNTER",
    "MAX_HELD",
    "OPEN",
    "Batch",
    "Device",
    "Transition",
    "Order",
    "State",
    "owner_of",
    "seed_lookup_value",
]
