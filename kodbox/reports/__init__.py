"""Figures about devices for the staff's dashboard."""
