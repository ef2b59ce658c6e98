"""What the ORM does not have: compiled queries, triggers, and search by prefix."""
