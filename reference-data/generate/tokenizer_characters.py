"""What upstream's tokenizers library knows about every character: the classes
of its patterns, contractions without regard to case, and normalization form C.

Writes golden/tokenizer/characters.json, and the list of characters that form C
changes, which the Java normalizer needs (src/main/resources)."""

import argparse

from tokenizers import Regex, normalizers, pre_tokenizers

from common import GOLDEN, Outputs, ROOT, packages

CHARACTERS = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]
LIST = ROOT.parent / ("src/main/resources/org/writesae/model/tokenizer/"
                      "nfc-characters.txt")
CONTRACTIONS = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)"
PROBES = ["'%s", "'r%s", "'%se", "'v%s", "'l%s", "'%sl"]
FORM_C, FORM_D = normalizers.NFC(), normalizers.NFD()


def ranges(characters):
    found = []
    for c in sorted(characters):
        if found and found[-1][1] == c - 1:
            found[-1][1] = c
        else:
            found.append([c, c])
    return " ".join(f"{a:X}" if a == b else f"{a:X}-{b:X}" for a, b in found)


def members(pattern):
    split = pre_tokenizers.Split(Regex(pattern), "removed")
    inside = set()
    for start in range(0, len(CHARACTERS), 4096):
        chunk = CHARACTERS[start:start + 4096]
        left = {ord(c) for piece, _ in split.pre_tokenize_str(
            "".join(map(chr, chunk))) for c in piece}
        inside.update(c for c in chunk if c not in left)
    return inside


def contracting(probe):
    """Characters with which the whole probe is one contraction."""
    split = pre_tokenizers.Split(Regex(CONTRACTIONS), "removed")
    return {c for c in CHARACTERS
            if not split.pre_tokenize_str(probe % chr(c))}


def form(normalizer, *characters):
    text = "".join(map(chr, characters))
    return [ord(c) for c in normalizer.normalize_str(text)]


def moving(c):
    """Whether c changes places with marks of other combining classes, here
    the lowest (1) and the highest (240), after a letter without compositions."""
    base, alone = 0x6F3F, form(FORM_C, c)
    return (form(FORM_C, base, c, 0x334) != [base, *alone, 0x334]
            or form(FORM_C, base, 0x345, c) != [base, 0x345, *alone])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    outputs = Outputs(parser.parse_args().write)
    composed = {c: form(FORM_C, c) for c in CHARACTERS
                if form(FORM_C, c) != [c]}
    decomposed = {c: form(FORM_D, c) for c in CHARACTERS
                  if form(FORM_D, c) != [c]}
    moves = {c for c in CHARACTERS if moving(c)}
    parts = {p for c, d in decomposed.items() if c not in composed for p in d}
    outputs.json(GOLDEN / "tokenizer" / "characters.json", {
        "source": packages("tokenizers"),
        "classes": {p: ranges(members(p))
                    for p in (r"\p{L}", r"\p{M}", r"\p{N}", r"\s")},
        "contractions": {p: ranges(contracting(p)) for p in PROBES},
        "nfc": {f"{c:X}": " ".join(f"{x:X}" for x in d)
                for c, d in composed.items()},
        "nfd_without_nfc": ranges(set(decomposed) - set(composed)),
        "moving": ranges(moves)})
    outputs.text(LIST, "# Characters that compose, decompose or change places "
                 "in form C of tokenizers "
                 + packages("tokenizers")["tokenizers"]
                 + ": tokenizer_characters.py\n"
                 + ranges(moves | parts | set(decomposed)).replace(" ", "\n")
                 + "\n")
    outputs.done()


if __name__ == "__main__":
    main()
