"""The staff's admin pages of customers, orders, texts and the audit log."""

from accounts.admin import acceptances, audit_log, customers, orders, texts

__all__ = ["acceptances", "customers", "audit_log", "orders", "texts"]
