"""The demonstration: a bank of fictional people, served on loopback."""
