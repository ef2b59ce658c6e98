"""Kodboxes, the batches that they came in, and the orders for them."""

from kodbox.models.batch import Batch
from kodbox.models.device import MAX_STORED_COUNTER, Device, owner_of, told
from kodbox.models.move import Move
from kodbox.models.order import Order
from kodbox.models.state import HELD, LEGAL, MOST_HELD, State

__all__ = [
    "HELD",
    "LEGAL",
    "MAX_STORED_COUNTER",
    "MOST_HELD",
    "Batch",
    "Device",
    "Move",
    "Order",
    "State",
    "owner_of",
    "told",
]
