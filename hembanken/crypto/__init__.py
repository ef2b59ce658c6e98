"""Encryption at rest, blind indexes, and the key file with its rotation."""
