"""The audit log: append-only events in one chain for each account."""
