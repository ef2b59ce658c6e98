"""The demonstration: a bank of invented people, made once, served on loopback."""
