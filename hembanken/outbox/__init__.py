"""The queue of notifications to customers, and their texts."""
