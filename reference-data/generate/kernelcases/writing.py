"""Writes cases, and says what changes; used by every script that makes kernel cases."""

import argparse
import json
from pathlib import Path

import numpy as np
import safetensors.numpy

GOLDEN = Path(__file__).resolve().parent.parent.parent / "golden"


def options(about):
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--measured", type=Path, metavar="JSONL")
    parser.add_argument("--write", action="store_true")
    return parser


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


def write(groups, packages, script, options):
    errors = measured_errors(options.measured)
    counts, seen = {"new": 0, "same": 0, "differs": 0}, set()
    for group in groups:
        for case in group.cases():
            assert case.id not in seen, case.id
            seen.add(case.id)
            header, tensors = GOLDEN / f"{case.id}.json", GOLDEN / f"{case.id}.safetensors"
            measured = errors.get(case.id, earlier_measurement(header)) if case.valid else None
            counts[put(header, case.json(packages, measured, script).encode(), options.write)] += 1
            counts[put(tensors, case.tensors(), options.write)] += 1
    print(
        len(seen),
        "cases;",
        ", ".join(f"{n} files {verdict}" for verdict, n in counts.items()),
        "" if options.write else "(nothing written, no --write)",
    )
