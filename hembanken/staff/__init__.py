"""The staff's admin: rows to read, and staff actions that each have a page."""
