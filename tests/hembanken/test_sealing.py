"""Sealing: what comes back, what does not open, and the index that finds a number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hembanken import keys, sealing
from hembanken.sealing import SealBroken

PLACE = "table.column:1"


@given(st.binary(max_size=100))
def test_what_was_sealed_comes_back(value):
    assert sealing.unseal(sealing.seal(value, PLACE), PLACE) == value


@given(st.integers(0, 8 * (2 + 12 + 5 + 16) - 1))
def test_one_changed_bit_is_noticed(bit):
    sealed = bytearray(sealing.seal(b"seeds", PLACE))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(SealBroken):
        sealing.unseal(bytes(sealed), PLACE)


@pytest.mark.row("C9")
def test_a_value_opens_in_its_own_place_only():
    with pytest.raises(SealBroken, match="table.column:2"):
        sealing.unseal(sealing.seal(b"seed", PLACE), "table.column:2")


@pytest.mark.parametrize("sealed", [b"", b"\x00\x01", b"x" * 20])
def test_what_was_never_sealed_does_not_open(sealed):
    with pytest.raises(SealBroken):
        sealing.unseal(sealed, PLACE)


def test_the_same_value_is_never_sealed_alike():
    assert sealing.seal(b"seed", PLACE) != sealing.seal(b"seed", PLACE)


def test_the_index_depends_on_the_key(settings, tmp_path):
    before = sealing.index("8505202385")
    assert before == sealing.index("8505202385") != sealing.index("8603312391")
    keys.create(tmp_path / "other.json")
    settings.HEMBANKEN_KEYS = str(tmp_path / "other.json")
    assert sealing.index("8505202385") != before
