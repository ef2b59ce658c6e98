"""An emulated device, with its own secret, counter and PIN."""
