"""Figures about kodboxes for the staff's start page."""
