"""Skapa nytt lösenord: a code opens a reset, which shows a temporary password once."""
