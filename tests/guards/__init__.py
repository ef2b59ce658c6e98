"""What guards the bank: each guard is removed once in a copy of the site, and a test must notice.

`python -m tests.guards` does it; the TOML files beside this one hold the list, by module.
"""
