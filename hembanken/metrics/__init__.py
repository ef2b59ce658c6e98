"""Prometheus metrics, served on an address that is not public."""
