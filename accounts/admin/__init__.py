"""What staff see and do about customers and their orders, and the journal."""

from accounts.admin import acceptances, customers, journal, orders, texts

__all__ = ["acceptances", "customers", "journal", "orders", "texts"]
