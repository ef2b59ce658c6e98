"""Encryption, what cannot be decrypted, and the blind index."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hembanken.crypto import blind_index, encryption, keys
from hembanken.crypto.encryption import DecryptionFailed

ASSOCIATED_DATA = "table.column:1"


@given(st.integers(0, 8 * (2 + 12 + 5 + 16) - 1))
def test_a_value_with_one_changed_bit_is_refused(bit):
    encrypted = bytearray(encryption.encrypt(b"seeds", ASSOCIATED_DATA))
    encrypted[bit // 8] ^= 1 << bit % 8
    with pytest.raises(DecryptionFailed):
        encryption.decrypt(bytes(encrypted), ASSOCIATED_DATA)


@pytest.mark.parametrize("encrypted", [b"", b"\x00\x01", b"x" * 20])
def test_a_malformed_value_is_refused(encrypted):
    with pytest.raises(DecryptionFailed):
        encryption.decrypt(encrypted, ASSOCIATED_DATA)


def test_equal_values_have_different_ciphertexts():
    assert encryption.encrypt(b"seed", ASSOCIATED_DATA) != encryption.encrypt(
        b"seed", ASSOCIATED_DATA
    )


def test_the_blind_index_depends_on_the_key(settings, tmp_path):
    before = blind_index.compute("8505202385")
    assert before == blind_index.compute("8505202385") != blind_index.compute("8603312391")
    keys.create(tmp_path / "other.json")
    settings.HEMBANKEN_KEYS = str(tmp_path / "other.json")
    assert blind_index.compute("8505202385") != before
