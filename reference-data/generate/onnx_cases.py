"""Golden cases of four recurrences from ONNX's LinearAttention (opset 27) in float64.

    python onnx_cases.py                                says what would change
    python onnx_cases.py --write                        writes it
    ... --measured verify.jsonl                         takes limit.measured from `writesae verify --json`

Needs the packages of requirements-onnx.txt, in an environment of their own.
"""

import importlib.metadata

from kernelcases import onnx_recurrence, writing


def packages():
    return {name: importlib.metadata.version(name) for name in ("onnx", "numpy", "safetensors")}


if __name__ == "__main__":
    writing.write((onnx_recurrence,), packages(), "onnx_cases.py", writing.options(__doc__.splitlines()[0]).parse_args())
