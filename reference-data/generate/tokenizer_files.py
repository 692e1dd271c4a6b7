"""Small tokenizers of the classes the model families use, with the steps of
their real files, and what upstream's libraries make of ten thousand lines.

RWKV's tokenizer is RWKV-LM's own, RWKV-v5/tokenizer/rwkv_tokenizer.py at commit
524481d, given with --rwkv."""

import argparse
import collections
import gzip
import importlib.util
import json
import tempfile
import zlib

import numpy as np
from tokenizers import (AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors,
                        trainers)

import tokenizer_variants
from common import GOLDEN, Outputs, packages
from tokenizer_corpus import texts

FOLDER = GOLDEN / "tokenizer"
LINES = FOLDER / "lines.jsonl.gz"
QWEN = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*"
        r"|\s*[\r\n]+|\s+(?!\S)|\s+")
SAMPLE = 100          # lines whose ids are stored in full
DRAWN = 2000          # sequences of random ids that are decoded
DRAWN_LENGTH = 24
TRAINING = 7          # every seventh line trains


def plain(token, special):
    return AddedToken(token, special=special, normalized=False)


def byte_level(size):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    trainer = trainers.BpeTrainer(vocab_size=size, show_progress=False,
                                  initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    return tokenizer, trainer


def qwen(lines):
    tokenizer, trainer = byte_level(2500)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(QWEN), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, trim_offsets=False, use_regex=False)])
    tokenizer.post_processor = processors.ByteLevel(add_prefix_space=False, trim_offsets=False, use_regex=False)
    tokenizer.decoder = decoders.ByteLevel(add_prefix_space=False, trim_offsets=False, use_regex=False)
    tokenizer.train_from_iterator(lines, trainer)
    tokenizer.add_tokens([plain(t, True) for t in ("<|endoftext|>", "<|im_start|>", "<|im_end|>")]
                         + [plain(t, False) for t in ("<think>", "</think>")])
    return json.loads(tokenizer.to_str())


def neox(lines):
    tokenizer, trainer = byte_level(2000)
    trainer.special_tokens = [plain(t, True) for t in ("<|endoftext|>", "<|padding|>")]
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.post_processor = processors.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel(add_prefix_space=False)
    tokenizer.train_from_iterator(lines, trainer)
    tokenizer.add_tokens([AddedToken(" " * n, normalized=True) for n in range(24, 1, -1)])
    return merges_as_texts(json.loads(tokenizer.to_str()))


def llama_model(lines, size):
    """Trained with words cut at spaces, as SentencePiece does."""
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    trainer = trainers.BpeTrainer(vocab_size=size, show_progress=False, limit_alphabet=400,
                                  special_tokens=["<unk>", "<s>", "</s>"] + [f"<0x{b:02X}>" for b in range(256)])
    tokenizer.train_from_iterator(lines, trainer)
    model = json.loads(tokenizer.to_str())["model"]
    return {**model, "byte_fallback": True, "fuse_unk": True, "unk_token": "<unk>"}


def llama(lines, size, normalizer, pre_tokenizer, normalized):
    tokenizer = Tokenizer.from_str(json.dumps({
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": [], "normalizer": normalizer,
        "pre_tokenizer": pre_tokenizer, "post_processor": None, "decoder": None, "model": llama_model(lines, size)}))
    tokenizer.add_special_tokens([AddedToken(t, special=True, normalized=normalized) for t in ("<unk>", "<s>", "</s>")])
    tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A", pair="<s> $A <s> $B",
                                                             special_tokens=[("<s>", 1)])
    tokenizer.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(),
                                           decoders.Strip(" ", 1, 0)])
    return json.loads(tokenizer.to_str())


def merges_as_texts(file):
    file["model"]["merges"] = [" ".join(pair) for pair in file["model"]["merges"]]
    return file


def rwkv_lines(lines):
    """Lines of a vocabulary file: every byte, frequent words, characters and cuts through characters."""
    counts = collections.Counter()
    for line in lines:
        for word in line.split(" "):
            for stretch in {word, " " + word, word[:3], word[-2:]}:
                if 1 < len(stretch.encode()) <= 128 and not stretch.startswith("\ud800"):
                    counts[stretch.encode()] += 1
        for c in line:
            if ord(c) > 127:
                counts[c.encode()] += 1
                counts[c.encode()[:-1]] += 1
    frequent = [b for b, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:1500] if n > 2 and len(b) > 1]
    tokens = [bytes([b]) for b in range(256)]
    tokens += sorted(set(frequent) | {b"\n\n", b"\r\n", b"\\", b"'\"", b" " * 128, "\u0085".encode(), "ÿ".encode()}
                     - set(tokens), key=lambda b: (len(b), b))
    return [f"{i} {literal(b)} {len(b)}" for i, b in enumerate(dict.fromkeys(tokens), 1)]


def literal(data):
    try:
        return repr(data.decode())
    except UnicodeDecodeError:
        return repr(data)


def rwkv_tokenizer(source, vocabulary):
    spec = importlib.util.spec_from_file_location("rwkv_tokenizer", source)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.write(vocabulary)
        file.flush()
        return module.TRIE_TOKENIZER(file.name)


def crc(data):
    return np.uint32(zlib.crc32(data)).view(np.int32)


def ids_crc(ids):
    return crc(np.array(ids, "<i4").tobytes())


def drawn(size):
    """Random ids from a linear congruential generator that is easy to repeat; a few lie beyond the last."""
    state, sequences = 1, []
    for _ in range(DRAWN):
        row = []
        for _ in range(DRAWN_LENGTH):
            state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
            row.append((state >> 33) % (size + 2))
        sequences.append(row)
    return sequences


def golden(out, name, lines, encode, encode_special, decode, size, source):
    ids = [encode(line) for line in lines]
    decoded = [decode(row) for row in ids]
    tensors = {"ids_crc": np.array([ids_crc(row) for row in ids]),
               "decoded_crc": np.array([crc(text.encode()) for text in decoded]),
               "drawn_crc": np.array([crc(decode(row).encode()) for row in drawn(size)])}
    if encode_special is not None:
        tensors["special_crc"] = np.array([ids_crc(encode_special(line)) for line in lines])
    out.tensors(FOLDER / f"{name}.safetensors", tensors)
    step = len(lines) // SAMPLE
    picked = [i for i in range(0, len(lines), step) if len(lines[i]) < 500]
    lossless = sum(a == b for a, b in zip(decoded, lines))
    print(f"{name}: {sum(map(len, ids)):,} ids, {lossless:,} of {len(lines):,} lines come back unchanged")
    out.records(FOLDER / f"{name}.json", {
        "source": source, "lines": len(lines), "ids": sum(map(len, ids)), "framed": encode_special is not None, "size": size, "unchanged": lossless,
        "sample": [{"line": i, "ids": ids[i], "decoded": decoded[i]} for i in picked]})


def library(out, name, train, lines, framed=False):
    """With train None the stored tokenizer is taken: training breaks ties by chance."""
    path = FOLDER / name / "tokenizer.json"
    text = path.read_text() if train is None else json.dumps(train(), ensure_ascii=False) + "\n"
    tokenizer = Tokenizer.from_str(text)
    out.text(path, text)
    size = max(tokenizer.get_vocab().values()) + 1
    golden(out, name, lines, lambda t: tokenizer.encode(t, add_special_tokens=False).ids,
           (lambda t: tokenizer.encode(t, add_special_tokens=True).ids) if framed else None,
           lambda ids: tokenizer.decode(ids, skip_special_tokens=False), size, packages("tokenizers"))


def world(out, name, source, lines):
    vocabulary = "\n".join(rwkv_lines(lines[::TRAINING])) + "\n"
    tokenizer = rwkv_tokenizer(source, vocabulary)
    out.text(FOLDER / name / "rwkv_vocab_v20230424.txt", vocabulary)

    def decode(ids):
        # The bytes are the tokenizer's; see the Java class for what becomes of those that are no UTF-8.
        return tokenizer.decodeBytes([i for i in ids if i in tokenizer.idx2token]).decode("utf-8", "replace")
    golden(out, name, lines, tokenizer.encode, None, decode, max(tokenizer.idx2token) + 1,
           {"RWKV-LM": "524481d"})


def stored_lines():
    with gzip.open(LINES, "rt", encoding="utf-8", newline="\n") as file:
        return [json.loads(line) for line in file]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rwkv", required=True)
    parser.add_argument("--train", action="store_true", help="make new lines and tokenizers instead of taking the stored ones")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    out = Outputs(args.write)
    lines = texts() if args.train else stored_lines()
    training = lines[::TRAINING]
    if args.train:
        out.raw(LINES, gzip.compress("".join(json.dumps(t, ensure_ascii=False) + "\n" for t in lines).encode(), 9, mtime=0))
    prepend = {"type": "Sequence", "normalizers": [
        {"type": "Prepend", "prepend": "▁"}, {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}]}
    metaspace = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "first", "split": False}
    trained = {"qwen35": lambda: qwen(training), "neox": lambda: neox(training),
               "llama-prepend": lambda: merges_as_texts(llama(training, 1800, prepend, None, False)),
               "llama-metaspace": lambda: llama(training, 1500, None, metaspace, True)}
    for name, train in trained.items():
        library(out, name, train if args.train else None, lines, name.startswith("llama"))
    world(out, "rwkv", args.rwkv, lines)
    out.json(FOLDER / "variants.json", tokenizer_variants.cases())
    out.done()


if __name__ == "__main__":
    main()
