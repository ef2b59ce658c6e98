"""The form with which a customer who is not logged in pauses the own kodbox."""

from django.utils.translation import gettext_lazy as _

from accounts.forms.login import LoginForm


class PauseForm(LoginForm):
    """Number and password, which the page never judges."""

    focuses_first_field = False  # The text above the form is to be read first.
    locked_out_message = rate_limited_message = permanently_locked_out_message = _(
        "Det har blivit fel för många gånger. Ring Kundservice, så spärrar vi kodboxen."
    )
