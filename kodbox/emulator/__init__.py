"""The kodbox itself, emulated: a device with a secret, a counter and a PIN of its own."""
