"""The bank's staff: their login, their start page, and what they see of a customer."""
