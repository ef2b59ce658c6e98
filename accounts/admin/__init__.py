"""What staff see and do about customers and their orders, and the journal."""

from accounts.admin import customers, journal, orders, texts

__all__ = ["customers", "journal", "orders", "texts"]
