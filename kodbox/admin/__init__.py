"""What staff see and do about kodboxes and their batches."""

from kodbox.admin import batches, devices

__all__ = ["batches", "devices"]
