"""Where sessions are kept: found by a keyed hash of their key, readable with the key file only."""
