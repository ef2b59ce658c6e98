"""What staff see and do about customers and their orders, and the audit log."""

from accounts.admin import acceptances, audit_log, customers, orders, texts

__all__ = ["acceptances", "customers", "audit_log", "orders", "texts"]
