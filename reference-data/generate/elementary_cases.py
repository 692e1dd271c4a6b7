"""Golden cases of the elementary functions: reference-data/golden/elementary/<case>.json and .safetensors.

Inputs are float32 values over the whole range. Expected values are mpmath's at 400 bits, rounded once to float64. The invalid
cases hold what named mistakes give for the same inputs. Run from the repository root; it rewrites the files and prints one
line per case.
"""

import json
import os
import platform

import mpmath
import numpy as np
import safetensors
from safetensors.numpy import save_file

SEED = 260512770
OUT = "reference-data/golden/elementary"
F32 = np.float32
mpmath.mp.prec = 400


def sigmoid(x):
    return 1 / (1 + mpmath.exp(-x))


def softplus(x):
    e = mpmath.exp(x)
    return e - e * e / 2 if x < -120 else mpmath.log(1 + e)  # 1 + e would lose e; the next term is below e^-240


def logarithm(x):
    return mpmath.ninf if x == 0 else mpmath.nan if x < 0 else mpmath.log(x)


def odd(function):
    """Keeps the sign of a zero, which mpmath does not have."""
    return lambda x: x if x == 0 else function(x)


# name: kernel, equation, exact function, limits at -infinity and infinity, points where something changes, range of interest
FUNCTIONS = {
    "exponential": ("exponentials", "y = e^x", mpmath.exp, (0.0, np.inf),
                    "0 -ln2/2 ln2/2 1.5*ln2 -30.5*ln2 30.5*ln2 -126*ln2 -149*ln2 -150*ln2 128*ln2", 105),
    "logarithm": ("logarithms", "y = ln x", logarithm, (np.nan, np.inf),
                  "1 sqrt(2) 1/sqrt(2) 2 4 16 256 2**16 2**32 2**64 2**-64 2**-126 2**-149", 1e3),
    "sigmoid": ("sigmoids", "y = 1 / (1 + e^-x)", sigmoid, (0.0, 1.0),
                "0 -ln2/2 ln2/2 17 -88 -126*ln2 -149*ln2 -150*ln2", 105),
    "softplus": ("softpluses", "y = ln(1 + e^x)", softplus, (0.0, np.inf),
                 "0 log(sqrt(2)-1) -log(sqrt(2)-1) 20 -20 -15.9 -17 -126*ln2 -149*ln2 -150*ln2", 105),
    "hyperbolicTangent": ("hyperbolicTangents", "y = tanh x", odd(mpmath.tanh), (-1.0, 1.0),
                          "0 0.35 -0.35 9.01 -9.01 2**-12 2**-24", 10),
    "silu": ("silus", "y = x / (1 + e^-x); NaN at -infinity, as in PyTorch", odd(lambda x: x * sigmoid(x)), (np.nan, np.inf),
             "0 -1.2784645 -88 -104 -108 17 2**-126", 110),
}


def near(point):
    """The thirteen float32 values around a point, in the order of their bits."""
    value = eval(point, {"ln2": mpmath.log(2), "sqrt": mpmath.sqrt, "log": mpmath.log})
    bits = int(F32(float(value)).view(np.int32))
    return np.arange(bits - 6, bits + 7).astype(np.uint32).view(F32)


def inputs(points, interest, random):
    zeros_and_ends = [0, np.inf, np.nan, 1, np.finfo(F32).max, 2.0**-126, 2.0**-149, 2.0**-148, 2.0**-127, 3 * 2.0**-128]
    patterns = random.randint(0, 2**32, 1200, dtype=np.uint64).astype(np.uint32).view(F32)
    signs = random.choice([-1, 1], 800)
    return np.concatenate([
        np.array(zeros_and_ends, F32), -np.array(zeros_and_ends, F32),
        *[near(p) for p in points.split()],
        random.uniform(-interest, interest, 800).astype(F32),
        random.standard_normal(800).astype(F32),
        (signs * np.exp2(random.uniform(-30, 7, 800))).astype(F32),
        patterns[np.isfinite(patterns)],
    ])


def to_double(value):
    """One rounding, also below 2^-1022, where mpmath's own conversion may round twice."""
    if mpmath.isnan(value) or mpmath.isinf(value):
        return float(value)
    if abs(value) > mpmath.mpf(2) ** 1025:
        return np.copysign(np.inf, float(mpmath.sign(value)))
    if abs(value) < mpmath.mpf(2) ** -1080:
        return np.copysign(0.0, float(mpmath.sign(value)))
    return float(mpmath.nstr(value, 110))


def evaluate(function, limits, x):
    if np.isnan(x):
        return np.nan
    if np.isinf(x):
        return limits[int(x > 0)]
    value = function(mpmath.mpf(float(x)))
    return float(x) if value == 0 and x == 0 else to_double(value)


def gelu(x, y):
    return 0.5 * x * (1 + np.tanh(F32(0.7978846) * (x + F32(0.044715) * x**3)))


# flag: function it belongs to, what goes wrong, the mistake as a function of x and of the right y, both float32
MISTAKES = {
    "ExponentialFlushesSubnormals": ("exponential", "results below 2^-126 become 0, as on a device that flushes subnormals",
                                     lambda x, y: np.where(np.abs(y) < F32(2.0**-126), F32(0), y)),
    "LogarithmFlushesSubnormals": ("logarithm", "subnormal inputs are taken for 0, so their logarithm is -infinity",
                                   lambda x, y: np.where((np.abs(x) < F32(2.0**-126)), F32(-np.inf), y)),
    "SigmoidOverflows": ("sigmoid", "e^x / (1 + e^x) in float32, which is infinity / infinity above 88.7",
                         lambda x, y: np.exp(x) / (1 + np.exp(x))),
    "SoftplusNaive": ("softplus", "log(1 + e^x) in float32, which loses the tail below -16.6 and overflows above 88.7",
                      lambda x, y: np.log(1 + np.exp(x))),
    "TanhCancellation": ("hyperbolicTangent", "1 - 2 / (e^2x + 1) in float32, which cancels near 0",
                         lambda x, y: 1 - 2 / (np.exp(2 * x) + 1)),
    "SiluIsGelu": ("silu", "the tanh form of GELU in the place of SiLU", gelu),
}

VALID_REASON = (
    "The output must be the expected value rounded to float32, element by element and bit by bit (any NaN for NaN). A double "
    "result within 2 ulp is rounded wrongly for at most 2 inputs in 10^8, and none of those is here. A scaled ULP cannot judge "
    "this case: the values span the whole float32 range, infinities included."
)


def write(case, function, x, y, about, reason, result, flags):
    kernel, equation = FUNCTIONS[function][:2]
    header = {
        "schema": "writesae-golden-1",
        "id": f"elementary/{case}",
        "kernel": f"org.writesae.kernels.ElementaryMaps#{kernel}",
        "about": about,
        "equation": equation,
        "arguments": [{"name": name, "role": role, "dtype": "float32", "shape": [len(x)], "tensor": name}
                      for name, role in (("y", "output"), ("x", "input"))],
        "rows": len(x),
        "source": {
            "packages": {"python": platform.python_version(), "mpmath": mpmath.__version__, "numpy": np.__version__,
                         "safetensors": safetensors.__version__},
            "script": "reference-data/generate/elementary_cases.py",
            "seed": SEED,
        },
        "class": "exact",
        "limit": {"maxScaledUlp": 1, "measured": 0.5, "reason": reason},
        "result": result,
        "flags": flags,
    }
    with open(f"{OUT}/{case}.json", "w") as file:
        json.dump(header, file, indent=2)
        file.write("\n")
    save_file({"x": x, "y": np.asarray(y, dtype=np.float64)}, f"{OUT}/{case}.safetensors")
    print(f"{case}: {len(x)} inputs, {os.path.getsize(f'{OUT}/{case}.safetensors')} bytes")


def main():
    os.makedirs(OUT, exist_ok=True)
    np.seterr(all="ignore")
    cases = {}
    for n, (name, (_, _, exact, limits, points, interest)) in enumerate(FUNCTIONS.items()):
        x = inputs(points, interest, np.random.RandomState(SEED + n))
        y = np.array([evaluate(exact, limits, v) for v in x])
        cases[name] = x, y
        about = f"{name} over the whole float32 range: specials, subnormals, neighbours of the switch points, random patterns"
        write(name, name, x, y, about, VALID_REASON, "valid", [])
    for flag, (name, about, mistake) in MISTAKES.items():
        x, right = cases[name][0], cases[name][1].astype(F32)
        wrong = mistake(x, right).astype(F32)
        different = int(np.sum((wrong != right) & ~(np.isnan(wrong) & np.isnan(right))))
        write(flag[0].lower() + flag[1:], name, x, wrong, about,
              f"Output of the mistake: {different} of {len(x)} elements differ from the right ones.", "invalid", [flag])


if __name__ == "__main__":
    main()
