"""A golden case: the header and tensors of one kernel call."""

import copy
import json
import math
import zlib
from dataclasses import dataclass, field

import numpy as np
import safetensors.numpy

SEED = 260512770
SCHEMA = "writesae-golden-1"
EACH = (
    "Elements of very different size, which one unit for the whole tensor cannot judge: each must be rounded correctly."
)
ULP = "One rounding to float32 when stored gives 0.5; the rest is room for another order of summation."
WIDE = "One rounding to 29 bits when stored gives 1/64; the rest is room for another order of summation."


def random(case_id):
    """A stream of its own for every case, so that adding a case changes no other."""
    return np.random.RandomState((SEED + zlib.crc32(case_id.encode())) % 2**32)


def f32(x):
    return np.asarray(x, dtype=np.float32)


def wide(x):
    """The nearest values with 29 significant bits, ties to even: what the kernels keep activations in."""
    fraction, exponent = np.frexp(np.asarray(x, dtype=np.float64))
    return np.ldexp(np.rint(fraction * 2.0**29), exponent - 29)


def i32(x):
    return np.asarray(x, dtype=np.int32)


@dataclass
class Argument:
    """One argument of the kernel; `before` is what it holds when called, `after` what the kernel must leave."""

    name: str
    role: str
    dtype: str
    shape: tuple
    before: object = None
    after: object = None

    def header(self):
        entry = {"name": self.name, "role": self.role, "dtype": self.dtype, "shape": list(self.shape)}
        if self.role == "size":
            entry["value"] = self.before
        elif self.before is not None:
            entry["tensor"] = self.name
        if self.after is not None:
            entry["expected"] = self.name + ".expected"
        return entry

    def tensors(self):
        if self.role not in ("size", "scratch") and self.before is not None:
            yield self.name, np.ascontiguousarray(self.before)
        if self.after is not None:
            yield self.name + ".expected", np.ascontiguousarray(self.after, dtype=np.float64)


def _dtype(array):
    name = str(array.dtype)
    assert name in ("float32", "float64", "int32"), name
    return name


def given(name, array):
    return Argument(name, "input", _dtype(array), array.shape, before=array)


def output(name, expected, dtype="float64"):
    return Argument(name, "output", dtype, np.shape(expected), after=np.asarray(expected))


def state(name, before, after):
    assert before.shape == np.shape(after), name
    return Argument(name, "state", _dtype(before), before.shape, before=before, after=np.asarray(after))


def scratch(name, shape, dtype="float64"):
    return Argument(name, "scratch", dtype, tuple(shape))


def size(name, value):
    if isinstance(value, float):
        return Argument(name, "size", "double", (), before=value)
    return Argument(name, "size", "int", (), before=int(value))


@dataclass
class Case:
    """Everything of a case but the package versions and the measured error."""

    id: str
    kernel: str
    about: str
    equation: str
    code: str
    rows: int
    arguments: list
    rigor: str = "budget"
    limit: float = None
    reason: str = None
    flags: list = field(default_factory=list)
    valid: bool = True

    def __post_init__(self):
        """Without a limit of its own, a case has the one of the type it stores its results in."""
        float32 = any(a.after is not None and a.dtype == "float32" for a in self.arguments)
        self.limit = self.limit or (1 if float32 else 1 / 16)
        self.reason = self.reason or (ULP if float32 else WIDE)

    def each(self):
        """The same case with every element to be rounded correctly."""
        self.rigor, self.reason = "exact", EACH
        for argument in self.arguments:
            if argument.after is not None and argument.dtype == "float64":
                argument.after = wide(argument.after)
        return self

    def mistake(self, name, flag, about, **wrong):
        """The same call with the outputs of a named mistake."""
        bad = copy.deepcopy(self)
        bad.id = self.id.split("/")[0] + "/" + name
        bad.about, bad.flags, bad.valid = about, [flag], False
        bad.code = f"the mistake written out in NumPy float64, on the inputs of {self.id}"
        distance = 0
        for argument in bad.arguments:
            if argument.name in wrong:
                value = np.asarray(wrong.pop(argument.name), dtype=np.float64).reshape(argument.shape)
                distance = max(distance, scaled_ulp(argument.after, value))
                exact = self.rigor == "exact" and argument.dtype == "float64"
                argument.after = wide(value) if exact else value
        assert not wrong, wrong
        bad.reason = f"The right result is {distance:.1e} scaled ULP away from the result of this mistake."
        assert distance > 16 * self.limit or self.rigor == "exact", (bad.id, distance)
        return bad

    def header(self, packages, measured, script):
        kernel = f"org.writesae.kernels.{self.kernel}"
        return {
            "schema": SCHEMA,
            "id": self.id,
            "kernel": kernel,
            "about": self.about,
            "equation": self.equation,
            "arguments": [a.header() for a in self.arguments],
            "rows": self.rows,
            "source": {
                "packages": packages,
                "code": self.code,
                "script": f"reference-data/generate/{script}",
                "seed": SEED,
            },
            "class": self.rigor,
            "limit": {"maxScaledUlp": self.limit, "measured": measured, "reason": self.reason},
            "result": "valid" if self.valid else "invalid",
            "flags": self.flags,
        }

    def json(self, packages, measured, script):
        """Indented, with one argument a line."""
        text = json.dumps(self.header(packages, measured, script), indent=2, ensure_ascii=False)
        compact = ",\n".join("    " + json.dumps(a.header()) for a in self.arguments)
        start, end = text.index('"arguments": ['), text.index('\n  "rows"')
        return text[:start] + '"arguments": [\n' + compact + "\n  ]," + text[end:] + "\n"

    def tensors(self):
        return safetensors.numpy.save({k: v for a in self.arguments for k, v in a.tensors()})


def scaled_ulp(expected, actual):
    """max|actual - expected| over the float32 ulp of max|expected|."""
    largest = np.abs(expected).max()
    distance = np.abs(np.asarray(actual) - expected).max()
    return math.inf if np.isnan(distance) else float(distance / np.spacing(np.float32(largest)))
