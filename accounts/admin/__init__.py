"""What staff see and do about customers and their orders."""

from accounts.admin import customers, orders, texts

__all__ = ["customers", "orders", "texts"]
