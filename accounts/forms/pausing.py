"""The form with which a customer who is not logged in pauses the own kodbox."""

from accounts.forms.login import LoginForm


class PauseForm(LoginForm):
    """Number and password, which the page never judges."""

    focuses_first_field = False  # The text above the form is to be read first.
