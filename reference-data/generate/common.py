"""Paths, output files with a diff, and the pieces that several scripts use."""

import argparse
import importlib.metadata
import io
import json
import sys
from pathlib import Path

import numpy as np
import safetensors.numpy

ROOT = Path(__file__).resolve().parent.parent          # reference-data/
MODELS = ROOT / "models"
GOLDEN = ROOT / "golden"
UPSTREAM = {
    "repository": "https://github.com/JackYoung27/WriteSAE",
    "commit": "1ba114e",
}


def packages(*names):
    """Versions without the build suffix of a wheel."""
    return {n: importlib.metadata.version(n).split("+")[0] for n in names}


def index(shards):
    """The index of a checkpoint in shards."""
    sizes = [t.numel() * t.element_size()
             for shard in shards.values() for t in shard.values()]
    weight_map = {key: name for name, shard in shards.items()
                  for key in shard}
    return {"metadata": {"total_size": sum(sizes)},
            "weight_map": dict(sorted(weight_map.items()))}


class Outputs:
    """Files to write under reference-data/. Says what would change; writes
    only when asked to."""

    def __init__(self, write):
        self.write = write
        self.count = {"same": 0, "new": 0, "differs": 0}

    def text(self, path, text):
        self._put(path, text.encode(), None)

    def json(self, path, value, indent=1):
        self.text(path, json.dumps(value, indent=indent) + "\n")

    def records(self, path, value):
        """JSON with one record a line, for long lists."""
        parts = []
        for key, item in value.items():
            if isinstance(item, list):
                rows = ",\n  ".join(json.dumps(row) for row in item)
                parts.append(f"{json.dumps(key)}: [\n  {rows}\n ]")
            else:
                parts.append(f"{json.dumps(key)}: {json.dumps(item)}")
        self.text(path, "{\n " + ",\n ".join(parts) + "\n}\n")

    def npy(self, path, array):
        buffer = io.BytesIO()
        np.save(buffer, array)
        self._put(path, buffer.getvalue(), lambda old: compare(
            {"array": np.load(io.BytesIO(old))}, {"array": array}))

    def tensors(self, path, arrays, metadata=None):
        arrays = {k: np.ascontiguousarray(v) for k, v in arrays.items()}
        data = safetensors.numpy.save(arrays, metadata)
        self._put(path, data, lambda old: compare(
            safetensors.numpy.load(old), arrays))

    def raw(self, path, data):
        self._put(path, data, None)

    def _put(self, path, data, explain):
        path = Path(path)
        try:
            name = path.resolve().relative_to(ROOT)
        except ValueError:
            name = path
        if not path.exists():
            state, detail = "new", ""
        elif (old := path.read_bytes()) == data:
            state, detail = "same", ""
        else:
            state, detail = "differs", explain(old) if explain else ""
        self.count[state] += 1
        print(f"{state:8} {len(data):9} {name} {detail}")
        if self.write and state != "same":
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)

    def done(self):
        print(", ".join(f"{n} {s}" for s, n in self.count.items()),
              "- written" if self.write else "- nothing written (no --write)")


def compare(old, new):
    notes = [f"-{k}" for k in old if k not in new]
    notes += [f"+{k}" for k in new if k not in old]
    worst = 0.0
    for key in old.keys() & new.keys():
        a, b = old[key], new[key]
        if a.shape != b.shape or a.dtype != b.dtype:
            notes.append(f"{key}: {a.dtype}{a.shape} -> {b.dtype}{b.shape}")
        elif a.size:
            worst = max(worst, float(np.abs(
                a.astype(np.float64) - b.astype(np.float64)).max()))
    return " ".join(notes[:6]) + f" max|old-new| {worst:.3g}"


def upstream(folder):
    """Makes the upstream checkout importable as `core`."""
    sys.path.insert(0, str(folder))


def parser(about, upstream=True):
    """What the scripts that write here take; they add options of their own."""
    found = argparse.ArgumentParser(
        description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    if upstream:
        found.add_argument("--upstream", type=Path, required=True,
                           help="checkout of the WriteSAE repository")
    found.add_argument("--write", action="store_true",
                       help="write the files, not only say what would change")
    return found


def begin(parser):
    """The arguments, and where files go. One thread unless they say more, so
    that sums run in the same order again."""
    import torch    # not in every environment that has this module
    args = parser.parse_args()
    torch.set_num_threads(getattr(args, "threads", 1))
    if hasattr(args, "upstream"):
        upstream(args.upstream)
    return args, Outputs(args.write)
