"""Passwords and codes: how they are checked, counted, limited and changed."""
