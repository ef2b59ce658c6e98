"""Sealing: what comes back, what does not open, and the index that finds a number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hembanken.crypto import blind_index, encryption, keys
from hembanken.crypto.encryption import DecryptionFailed

PLACE = "table.column:1"


@given(st.binary(max_size=100))
def test_what_was_sealed_comes_back(value):
    assert encryption.decrypt(encryption.encrypt(value, PLACE), PLACE) == value


@given(st.integers(0, 8 * (2 + 12 + 5 + 16) - 1))
def test_one_changed_bit_is_noticed(bit):
    encrypted = bytearray(encryption.encrypt(b"seeds", PLACE))
    encrypted[bit // 8] ^= 1 << bit % 8
    with pytest.raises(DecryptionFailed):
        encryption.decrypt(bytes(encrypted), PLACE)


@pytest.mark.row("C9")
def test_a_value_opens_in_its_own_place_only():
    with pytest.raises(DecryptionFailed, match="table.column:2"):
        encryption.decrypt(encryption.encrypt(b"seed", PLACE), "table.column:2")


@pytest.mark.parametrize("encrypted", [b"", b"\x00\x01", b"x" * 20])
def test_what_was_never_sealed_does_not_open(encrypted):
    with pytest.raises(DecryptionFailed):
        encryption.decrypt(encrypted, PLACE)


def test_the_same_value_is_never_sealed_alike():
    assert encryption.encrypt(b"seed", PLACE) != encryption.encrypt(b"seed", PLACE)


def test_the_index_depends_on_the_key(settings, tmp_path):
    before = blind_index.compute("8505202385")
    assert before == blind_index.compute("8505202385") != blind_index.compute("8603312391")
    keys.create(tmp_path / "other.json")
    settings.HEMBANKEN_KEYS = str(tmp_path / "other.json")
    assert blind_index.compute("8505202385") != before
