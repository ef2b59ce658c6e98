"""The primitive against RFC 4226, against pyotp, and at its edges."""

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


@pytest.mark.row("C1")
@pytest.mark.parametrize(
    "vector", VECTORS["rfc4226_appendix_d"] + VECTORS["computed_extra_counters"]
)
def test_codes_of_six_and_eight_digits_follow_the_rfc(vector):
    assert hotp.code_at(SECRET, vector["count"], digits=6) == vector["hotp6"]
    assert hotp.code_at(SECRET, vector["count"]) == vector["hotp8"]


@pytest.mark.parametrize("vector", VECTORS["rfc4226_appendix_d"])
def test_the_truncated_value_is_that_of_the_rfc(vector):
    assert hotp._truncated(hotp._keyed(SECRET), vector["count"]) == vector["decimal"]


@pytest.mark.parametrize("vector", VECTORS["computed_leading_zero_8digit"])
def test_leading_zeros_are_kept(vector):
    code = hotp.code_at(SECRET, vector["count"])
    assert code == vector["hotp8"]
    assert code.startswith("0")


@pytest.mark.parametrize("vector", VECTORS["computed_8digit_collisions_below_60000"])
def test_every_counter_that_shows_a_code_is_found(vector):
    found = hotp.matching_counters(SECRET, vector["hotp8"], range(60_000))
    assert list(found) == vector["counts"]


@pytest.mark.parametrize("counter", [-1, 2**64])
def test_a_counter_outside_eight_bytes_is_refused(counter):
    with pytest.raises(ValueError, match="2\\^64-1"):
        hotp.code_at(SECRET, counter)


@pytest.mark.row("C8")
def test_a_secret_under_sixteen_bytes_is_refused():
    with pytest.raises(ValueError, match="16 bytes"):
        hotp.code_at(b"x" * 15, 0)


@given(secret=secrets, counter=counters)
def test_codes_are_those_of_pyotp(secret, counter):
    theirs = pyotp.HOTP(pyotp.random_base32(), digits=8)
    theirs.byte_secret = lambda: secret
    assert hotp.code_at(secret, counter) == theirs.at(counter)


@given(secret=secrets, start=st.integers(0, 2**40), place=st.integers(0, 49))
def test_a_code_is_found_where_it_stands(secret, start, place):
    code = hotp.code_at(secret, start + place)
    assert start + place in hotp.matching_counters(secret, code, range(start, start + 50))
