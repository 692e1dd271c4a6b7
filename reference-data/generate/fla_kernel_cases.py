"""Golden cases of DeltaNet's and GLA's kernels, from the naive operations of flash-linear-attention in float64.

    python fla_kernel_cases.py                          says what would change
    python fla_kernel_cases.py --write                  writes it
    ... --measured verify.jsonl                         takes limit.measured from `writesae verify --json`

Needs the packages of requirements-fla.txt, in an environment of their own.
"""

import fla_cpu  # noqa: F401  before fla

from common import packages
from kernelcases import fla_recurrence, writing

if __name__ == "__main__":
    writing.write(
        (fla_recurrence,),
        packages("torch", "flash-linear-attention", "numpy", "safetensors"),
        "fla_kernel_cases.py",
        writing.options(__doc__).parse_args(),
    )
