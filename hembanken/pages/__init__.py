"""Start, help, accessibility and error pages."""
