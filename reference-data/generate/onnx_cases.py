"""Golden cases of four recurrences from ONNX's LinearAttention (opset 27) in float64.

    python onnx_cases.py                                says what would change
    python onnx_cases.py --write                        writes it
    ... --measured verify.jsonl                         takes limit.measured from `writesae verify --json`

Needs the packages of requirements-onnx.txt, in an environment of their own.
"""

from common import packages
from kernelcases import onnx_recurrence, writing

if __name__ == "__main__":
    versions = packages("onnx", "numpy", "safetensors")
    writing.write((onnx_recurrence,), versions, "onnx_cases.py", writing.options(__doc__).parse_args())
