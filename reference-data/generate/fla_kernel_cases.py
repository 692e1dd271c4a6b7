"""Golden cases of DeltaNet's and GLA's kernels, from the naive operations of flash-linear-attention in float64.

    python fla_kernel_cases.py                          says what would change
    python fla_kernel_cases.py --write                  writes it
    ... --measured verify.jsonl                         takes limit.measured from `writesae verify --json`

Needs the packages of requirements-fla.txt, in an environment of their own.
"""

import fla_cpu  # noqa: F401  before fla

import importlib.metadata

from kernelcases import fla_recurrence, writing


def packages():
    names = ("torch", "flash-linear-attention", "numpy", "safetensors")
    return {name: importlib.metadata.version(name).split("+")[0] for name in names}


if __name__ == "__main__":
    writing.write(
        (fla_recurrence,), packages(), "fla_kernel_cases.py", writing.options(__doc__.splitlines()[0]).parse_args()
    )
