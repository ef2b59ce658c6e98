"""Passwords and codes: checking them, counting failures, lockouts and rate limits."""
