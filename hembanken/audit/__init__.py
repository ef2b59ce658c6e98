"""The audit log: append-only, chained events about every account."""
