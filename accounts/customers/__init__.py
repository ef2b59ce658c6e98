"""The customers: registration, search, agreements, e-mail and closing."""
