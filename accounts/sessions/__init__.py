"""Logged-in sessions: timeouts, the list of active sessions, and the authentication backend."""
