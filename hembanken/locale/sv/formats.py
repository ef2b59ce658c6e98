"""How times are written in Swedish; dates are written as Django writes them."""

TIME_FORMAT = "H.i"
