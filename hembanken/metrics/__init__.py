"""What operations count and measure, for Prometheus, off the public host."""
