"""Turns the verse listing of Debian's `bible` program into a text.

Input: one verse a line, `Book1:1 text` (see README.md for the two commands
that make it). Output: the verse texts, one a line, plain ASCII.
"""

import argparse
import hashlib
from pathlib import Path

# What the listing must hash to, so that the same text is used again.
RAW_SHA256 = (
    "cd45f0c9cedab8e4439bd6486c8952c77cc8b0ecc5d1f6ae3513f2039f47229d")
TEXT_SHA256 = (
    "b5c4940bcfeee072c0935b5200d0f9d88a00a0199cb0961d16133458fcdfae5d")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--raw", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()

    raw = args.raw.read_bytes()
    check("listing", raw, RAW_SHA256)
    lines = raw.decode("ascii").splitlines()
    text = "".join(line.split(" ", 1)[1] + "\n" for line in lines)
    text = text.encode("ascii")
    check("text", text, TEXT_SHA256)
    args.out.write_bytes(text)
    print(f"{len(lines)} verses, {len(text)} bytes")


def check(name, data, expected):
    found = hashlib.sha256(data).hexdigest()
    if found != expected:
        raise SystemExit(f"{name}: sha256 {found}, expected {expected}")


if __name__ == "__main__":
    main()
