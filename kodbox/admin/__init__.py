"""Staff pages and staff actions for devices and batches."""

from kodbox.admin import batches, devices

__all__ = ["batches", "devices"]
