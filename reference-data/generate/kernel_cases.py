"""Golden cases of the kernels: reference-data/golden/<folder>/<case>.json and .safetensors.

    python kernel_cases.py --upstream UPSTREAM              says what would change
    python kernel_cases.py --upstream UPSTREAM --write      writes it
    ... --measured verify.jsonl                             takes limit.measured from `writesae verify --json`

UPSTREAM is a checkout of the WriteSAE repository (core/sae.py is imported). Expected values come from upstream's code in float64
(see kernelcases/upstream.py), fed with float32 inputs; the invalid cases hold what a named mistake gives for the same inputs.
"""

from pathlib import Path

import common
from kernelcases import branches, copies, dense, dictionary, layers, norms, recurrence, replay, state_space, training, writing

GROUPS = (recurrence, branches, layers, norms, dense, copies, dictionary, training, state_space, replay)
WRITESAE = "1ba114e6e8527018cd1204acdcccedde0fc94b04"


def main():
    parser = writing.options(__doc__)
    parser.add_argument("--upstream", required=True, type=Path)
    options = parser.parse_args()
    common.upstream(options.upstream)
    versions = common.packages("torch", "transformers", "numpy", "safetensors")
    writing.write(GROUPS, versions | {"WriteSAE": WRITESAE}, "kernel_cases.py", options)


if __name__ == "__main__":
    main()
