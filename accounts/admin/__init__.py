"""The staff's admin pages of customers, orders, texts, notices and the audit log."""

from accounts.admin import acceptances, audit_log, customers, notices, orders, texts

__all__ = ["acceptances", "customers", "audit_log", "notices", "orders", "texts"]
