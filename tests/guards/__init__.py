"""Guards: lines of code that give access when they are wrong.

`guards.toml` lists them. `python -m tests.guards` removes each in a copy, and a test must fail.
"""
