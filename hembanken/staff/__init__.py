"""What bank staff see and do in Django's admin: rows to read, and acts that each have a page."""
