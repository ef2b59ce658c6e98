"""Session storage: rows are found by a keyed hash and encrypted with the key file."""
