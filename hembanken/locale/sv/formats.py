"""How times are written in Swedish; dates are written as Django writes them."""

TIME_FORMAT = "H.i"
DATETIME_FORMAT = r"j F Y \k\l. H.i"
SHORT_DATETIME_FORMAT = "Y-m-d H.i"
