"""Lines that let somebody in when they are wrong: each is removed in a copy, and a test must fail.

`python -m tests.guards` does it. `guards.toml` is the list; its first lines say how it is written.
"""
