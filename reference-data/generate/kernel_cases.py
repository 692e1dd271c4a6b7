"""Golden cases of the kernels: reference-data/golden/<folder>/<case>.json and .safetensors.

    python kernel_cases.py --upstream UPSTREAM              says what would change
    python kernel_cases.py --upstream UPSTREAM --write      writes it
    ... --measured verify.jsonl                             takes limit.measured from `writesae verify --json`

UPSTREAM is a checkout of the WriteSAE repository (core/sae.py is imported). Expected values come from upstream's code in float64
(see kernelcases/upstream.py), fed with float32 inputs; the invalid cases hold what a named mistake gives for the same inputs.
"""

import argparse
import importlib.metadata
import json
from pathlib import Path

import numpy as np
import safetensors.numpy

from kernelcases import branches, copies, dense, dictionary, layers, norms, recurrence, training, upstream

GOLDEN = Path(__file__).resolve().parent.parent / "golden"
GROUPS = (recurrence, branches, layers, norms, dense, copies, dictionary, training)


def packages():
    versions = {
        name: importlib.metadata.version(name).split("+")[0]
        for name in ("torch", "transformers", "numpy", "safetensors")
    }
    return versions | {"WriteSAE": "1ba114e6e8527018cd1204acdcccedde0fc94b04"}


def measured_errors(file):
    """Scaled ULP by case id; invalid cases are measured against a mistake, which says nothing about our error."""
    lines = [json.loads(line) for line in Path(file).read_text().splitlines()] if file else []
    return {line["id"]: float(f"{line['scaledUlp']:.3g}") for line in lines if line["scaledUlp"] is not None}


def difference(old, new):
    before, after = safetensors.numpy.load(old), safetensors.numpy.load(new)
    changed = []
    for name in sorted(before.keys() | after.keys()):
        if name not in before or name not in after:
            changed.append(("-" if name in before else "+") + name)
        elif before[name].shape != after[name].shape or before[name].dtype != after[name].dtype:
            changed.append(
                f"{name}: {before[name].dtype}{before[name].shape} to {after[name].dtype}{after[name].shape}"
            )
        elif not np.array_equal(before[name], after[name], equal_nan=True):
            changed.append(f"{name}: largest difference {np.abs(before[name].astype(float) - after[name]).max():.3g}")
    return "; ".join(changed)


def put(path, data, write):
    """Returns 'new', 'same' or 'differs', and prints the last two kinds of change."""
    old = path.read_bytes() if path.exists() else None
    verdict = "new" if old is None else "same" if old == data else "differs"
    if verdict != "same":
        detail = difference(old, data) if verdict == "differs" and path.suffix == ".safetensors" else ""
        print(f"{verdict:8} {len(data):7} {path.relative_to(GOLDEN)} {detail}")
        if write:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    return verdict


def earlier_measurement(header):
    return json.loads(header.read_text())["limit"]["measured"] if header.exists() else None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--upstream", required=True, type=Path)
    parser.add_argument("--measured", type=Path, metavar="JSONL")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    upstream.use(options.upstream)
    errors = measured_errors(options.measured)
    versions, counts, seen = packages(), {"new": 0, "same": 0, "differs": 0}, set()
    for group in GROUPS:
        for case in group.cases():
            assert case.id not in seen, case.id
            seen.add(case.id)
            header, tensors = GOLDEN / f"{case.id}.json", GOLDEN / f"{case.id}.safetensors"
            measured = errors.get(case.id, earlier_measurement(header)) if case.valid else None
            counts[put(header, case.json(versions, measured).encode(), options.write)] += 1
            counts[put(tensors, case.tensors(), options.write)] += 1
    print(
        len(seen),
        "cases;",
        ", ".join(f"{n} files {verdict}" for verdict, n in counts.items()),
        "" if options.write else "(nothing written, no --write)",
    )


if __name__ == "__main__":
    main()
