"""Which module runs a model's family in float64. They have the same functions:
load, run, linear_layers, prefill, step, state and the class Recurrence."""

import importlib
import json
from pathlib import Path

MODULES = {"qwen3_5": "float64_model", "qwen3_5_text": "float64_model",
           "mamba2": "float64_mamba2",
           "delta_net": "fla_float64", "gla": "fla_float64"}
FLA = ("delta_net", "gla")


def _type(folder):
    config = json.loads((Path(folder) / "config.json").read_text())
    # state-spaces' configs say nothing.
    return "mamba2" if "ssm_cfg" in config else config["model_type"]


def of(folder):
    if _type(folder) in FLA:
        importlib.import_module("fla_cpu")      # before fla itself
    return importlib.import_module(MODULES[_type(folder)])


def package(folder):
    """The package whose model it is."""
    return ("flash-linear-attention" if _type(folder) in FLA
            else "transformers")
