"""Which module runs a model's family in float64. They have the same functions:
load, run, linear_layers, prefill, step, state and the class Recurrence."""

import importlib
import json
from pathlib import Path

MODULES = {"qwen3_5": "float64_model", "mamba2": "float64_mamba2"}


def of(folder):
    config = json.loads((Path(folder) / "config.json").read_text())
    return importlib.import_module(MODULES[config["model_type"]])
