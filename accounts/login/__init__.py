"""Log in: the steps, what has been proven, and where the browser goes next."""
