"""Golden cases of RWKV-7's kernels, from the official NumPy file in float64.

    python rwkv7_cases.py --rwkv-lm RWKV_LM             says what would change
    ... --write                                         writes it
    ... --measured verify.jsonl                         takes limit.measured from `writesae verify --json`

RWKV_LM is a checkout of BlinkDL/RWKV-LM at the commit named in rwkv7_official.py.
"""

from pathlib import Path

import rwkv7_official
from common import packages
from kernelcases import rwkv7, writing


def main():
    parser = writing.options(__doc__)
    parser.add_argument("--rwkv-lm", required=True, type=Path)
    options = parser.parse_args()
    rwkv7_official.use(options.rwkv_lm)
    versions = packages("torch", "numpy", "safetensors") | {"RWKV-LM": rwkv7_official.COMMIT}
    writing.write((rwkv7,), versions, "rwkv7_cases.py", options)


if __name__ == "__main__":
    main()
