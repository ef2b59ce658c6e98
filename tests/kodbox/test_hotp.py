"""HOTP values against the vectors of RFC 4226 and against pyotp."""

import hmac
import json
from pathlib import Path

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kodbox import hotp

VECTORS = json.loads((Path(__file__).parent.parent / "vectors" / "rfc4226.json").read_text())
SECRET = VECTORS["secret_ascii"].encode()
counters = st.integers(min_value=0, max_value=2**63)
secrets = st.binary(min_size=16, max_size=64)


def matches(secret, code, counter):
    return list(hotp.matching_counters(secret, code, range(counter, counter + 1))) == [counter]


@pytest.mark.row("C1")
@pytest.mark.parametrize(
    "vector",
    VECTORS["rfc4226_appendix_d"]
    + VECTORS["computed_extra_counters"]
    + VECTORS["computed_leading_zero_8digit"],
)
def test_a_code_of_eight_digits_is_that_of_the_rfc(vector):
    assert matches(SECRET, vector["hotp8"], vector["count"])


@pytest.mark.parametrize("vector", VECTORS["rfc4226_appendix_d"])
def test_the_truncated_value_is_that_of_the_rfc(vector):
    keyed = hmac.new(SECRET, digestmod="sha1")
    assert hotp._truncated(keyed, vector["count"]) == vector["decimal"]
    assert f"{vector['decimal'] % 10**6:06}" == vector["hotp6"]


@pytest.mark.parametrize("vector", VECTORS["computed_8digit_collisions_below_60000"])
def test_every_counter_of_a_code_is_found(vector):
    found = hotp.matching_counters(SECRET, vector["hotp8"], range(60_000))
    assert list(found) == vector["counts"]


@given(secret=secrets, start=counters, offset=st.integers(0, 49))
def test_a_code_of_pyotp_is_found_at_its_counter(secret, start, offset):
    generator = pyotp.HOTP(pyotp.random_base32(), digits=8)
    generator.byte_secret = lambda: secret
    code = generator.at(start + offset)
    assert start + offset in hotp.matching_counters(secret, code, range(start, start + 50))
