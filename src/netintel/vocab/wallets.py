"""Checksums of wallet addresses: Base58Check, Bech32 and Bech32m, and the mixed case of EIP-55."""

from __future__ import annotations

import hashlib
from typing import Final

_BASE58: Final = {c: i for i, c in enumerate("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz")}
_BECH32: Final = {c: i for i, c in enumerate("qpzry9x8gf2tvdw0s3jn54khce6mua7l")}
_GENERATOR: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_SUMS: Final = {1, 0x2BC830A3}
_MASK: Final = (1 << 64) - 1


def base58check(address: str) -> bool:
    """Return whether the last four bytes of a Base58 address are the hash of those before.

    References: Bitcoin developer guide, "Base58Check encoding".

    Examples
    --------
    >>> base58check("1BoatSLRHtKNngkdXEeobR76b53LETtpyT"), base58check("1BoatSLRHtKNngkdXEeobR76b53LETtpyU")
    (True, False)
    """
    number = 0
    for letter in address:
        if letter not in _BASE58:
            return False
        number = number * 58 + _BASE58[letter]
    zeros = len(address) - len(address.lstrip("1"))
    content = b"\x00" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")
    return len(content) == 25 and _twice(content[:-4])[:4] == content[-4:]


def bech32(address: str) -> bool:
    """Return whether the checksum of a Bech32 (BIP 173) or Bech32m (BIP 350) address is right, in one case alone.

    Examples
    --------
    >>> bech32("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"), bech32("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5")
    (True, False)
    """
    lower = address.lower()
    prefix, _, data = lower.rpartition("1")
    if address not in (lower, address.upper()) or not prefix or any(c not in _BECH32 for c in data):
        return False
    words = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix] + [_BECH32[c] for c in data]
    check = 1
    for word in words:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ word
        for bit in range(5):
            check ^= _GENERATOR[bit] if top >> bit & 1 else 0
    return check in _SUMS


def eip55(address: str) -> bool:
    """Return whether the capitals of an Ethereum address are those its hash demands; one case alone states none.

    References: EIP-55, "Mixed-case checksum address encoding".

    Examples
    --------
    >>> eip55("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"), eip55("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD")
    (True, False)
    """
    digits = address[2:]
    if digits in (digits.lower(), digits.upper()):
        return True
    hashed = _keccak256(digits.lower().encode()).hex()
    return all(not c.isalpha() or c.isupper() == (int(h, 16) > 7) for c, h in zip(digits, hashed, strict=False))


def _twice(data: bytes) -> bytes:
    return hashlib.sha256(hashlib.sha256(data).digest()).digest()


def _keccak256(data: bytes) -> bytes:
    """Return Keccak-256 of a text shorter than one block; the SHA-3 of hashlib pads otherwise."""
    block = bytearray(data + b"\x01" + b"\x00" * (135 - len(data)))
    block[135] |= 0x80
    lanes = [int.from_bytes(block[at : at + 8], "little") for at in range(0, 136, 8)] + [0] * 8
    state = [[lanes[x + 5 * y] for y in range(5)] for x in range(5)]
    register = 1
    for _ in range(24):
        register = _round(state, register)
    return b"".join(state[x][0].to_bytes(8, "little") for x in range(4))


def _round(a: list[list[int]], register: int) -> int:
    columns = [a[x][0] ^ a[x][1] ^ a[x][2] ^ a[x][3] ^ a[x][4] for x in range(5)]
    mixed = [columns[(x + 4) % 5] ^ _turned(columns[(x + 1) % 5], 1) for x in range(5)]
    for x in range(5):
        a[x] = [lane ^ mixed[x] for lane in a[x]]
    x, y, current = 1, 0, a[1][0]
    for step in range(24):
        x, y = y, (2 * x + 3 * y) % 5
        current, a[x][y] = a[x][y], _turned(current, (step + 1) * (step + 2) // 2)
    for y in range(5):
        row = [a[x][y] for x in range(5)]
        for x in range(5):
            a[x][y] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5] & _MASK)
    for bit in range(7):
        register = (register << 1 ^ (register >> 7) * 0x71) % 256
        if register & 2:
            a[0][0] ^= 1 << ((1 << bit) - 1)
    return register


def _turned(lane: int, by: int) -> int:
    by %= 64
    return (lane << by | lane >> (64 - by)) & _MASK
