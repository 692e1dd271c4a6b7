"""Tiny tokenizers, one for each option of a tokenizer.json that the real files
of the model families do not use but others of their classes do."""

import itertools

from tokenizers import Tokenizer
import json

TEXTS = ["", " ", "ab", " ab", "ab ba", "  ab  ba ", "a<s>b", "<s>ab", " <s> ab <x> b", "a<x>b <x> <x>", "abab▁ab", "ü", "aüüb",
         "ab ü ü", "<m>", "a <m> b", "  <m>\tb", "ab<m>", "<sab>", "<s><s>", "bb\nab", "日本", "a日 本b", "▁ab", "▁", "a▁▁b",
         "é", "e\u0301", "ab e\u0301<y>", "<Y><y>", "a<w>b", "a <w> b", "<w>", "é<w>", "_<w>!<w>", "<w><w>"]
TOKEN = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
METASPACE = {"type": "Metaspace", "replacement": "▁"}
BYTES = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}


def vocabulary(characters):
    words = ["<unk>", *characters, "ab", "ba", "▁a", "▁ab", "abab", "Ġa", "Ġab", "aba", "b▁", "bab"]
    return {w: i for i, w in enumerate(dict.fromkeys(words))}


def model(characters="ab▁Ġé", **options):
    vocab = vocabulary(characters)
    pairs = [("a", "b"), ("b", "a"), ("▁", "a"), ("▁", "ab"), ("ab", "ab"), ("▁a", "b"), ("Ġ", "a"), ("Ġa", "b"),
             ("ab", "a"), ("a", "ba"), ("b", "▁"), ("b", "ab"), ("ba", "b")]
    merges = [[a, b] for a, b in pairs if {a, b, a + b} <= set(vocab)]
    return {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None,
            "end_of_word_suffix": None, "fuse_unk": False, "byte_fallback": False, "ignore_merges": False,
            "vocab": vocab, "merges": merges, **options}


def tokenizer(model, **parts):
    return {"version": "1.0", "truncation": None, "padding": None, "added_tokens": [], "normalizer": None,
            "pre_tokenizer": None, "post_processor": None, "decoder": None, **parts, "model": model}


def added(model, *tokens):
    return [{"id": len(model["vocab"]) + i, "content": c, **TOKEN, **options}
            for i, (c, options) in enumerate(tokens)]


def template(*single):
    items = [{"Sequence": {"id": "A", "type_id": 0}} if s == "A" else {"SpecialToken": {"id": s, "type_id": 0}}
             for s in single]
    return {"type": "TemplateProcessing", "single": items, "pair": items + [{"Sequence": {"id": "B", "type_id": 1}}],
            "special_tokens": {s: {"id": s, "ids": [7], "tokens": [s]} for s in single if s != "A"}}


def variants():
    for scheme, split in itertools.product(("always", "first", "never"), (True, False)):
        step = {**METASPACE, "prepend_scheme": scheme, "split": split}
        base = model(unk_token="<unk>")
        yield f"metaspace {scheme} split {split}", tokenizer(
            base, pre_tokenizer=step, decoder=step, added_tokens=added(base, ("<s>", {}), ("<x>", {})))
    yield "metaspace, older field", tokenizer(model(), pre_tokenizer={**METASPACE, "add_prefix_space": True})
    for fuse in (True, False):
        yield f"unknown fused {fuse}", tokenizer(model("ab▁é", unk_token="<unk>", fuse_unk=fuse),
                                                 pre_tokenizer={**METASPACE, "prepend_scheme": "always", "split": False})
    partial = model("ab▁", unk_token="<unk>", fuse_unk=True, byte_fallback=True)
    partial["vocab"] |= {f"<0x{b:02X}>": 100 + b for b in range(256) if b != 0xA9}
    yield "bytes to fall back on, one missing", tokenizer(partial, decoder={"type": "ByteFallback"})
    yield "no word start in the vocabulary", tokenizer(model("ab", unk_token="<unk>", fuse_unk=True),
                                                       normalizer={"type": "Prepend", "prepend": "▁"})
    yield "bytes with a space in front", tokenizer(model(), pre_tokenizer={**BYTES, "add_prefix_space": True},
                                                   decoder=BYTES)
    yield "words taken whole", tokenizer(model(ignore_merges=True), pre_tokenizer=BYTES, decoder=BYTES)
    yield "bytes without a pattern", tokenizer(model(unk_token="<unk>"), pre_tokenizer={**BYTES, "use_regex": False})
    base = model(unk_token="<unk>")
    yield "added tokens of every kind", tokenizer(
        base, normalizer={"type": "NFC"}, pre_tokenizer={**METASPACE, "prepend_scheme": "first", "split": True},
        added_tokens=added(base, ("<s>", {}), ("<x>", {"special": False, "normalized": True}),
                           ("<m>", {"lstrip": True, "rstrip": True}), ("<sab>", {"normalized": True}),
                           ("<y>", {"lstrip": True}), ("<w>", {"single_word": True}), ("e\u0301", {"normalized": True})))
    yield "an added token in its normalized spelling", tokenizer(
        base, normalizer={"type": "Prepend", "prepend": "▁"},
        added_tokens=added(base, ("<s>", {"normalized": True}), ("<x>", {})), decoder={"type": "Fuse"})
    yield "tokens at both ends", tokenizer(model(unk_token="<unk>"), post_processor={
        "type": "Sequence", "processors": [BYTES, template("<b>", "A", "<e>", "<e>")]})
    yield "split at a text", tokenizer(model(unk_token="<unk>"), pre_tokenizer={
        "type": "Sequence", "pretokenizers": [{"type": "Split", "pattern": {"String": "b"}, "behavior": "Isolated",
                                               "invert": True}]}, decoder={"type": "Strip", "content": "a", "start": 1,
                                                                           "stop": 0})


def cases():
    found = []
    for name, file in variants():
        upstream = Tokenizer.from_str(json.dumps(file))
        rows = []
        for text in TEXTS:
            ids = upstream.encode(text, add_special_tokens=False).ids
            rows.append({"text": text, "ids": ids, "special": upstream.encode(text).ids,
                         "decoded": upstream.decode(ids, skip_special_tokens=False),
                         "skipped": upstream.decode(ids, skip_special_tokens=True)})
        found.append({"name": name, "tokenizer": file, "rows": rows})
    return found
