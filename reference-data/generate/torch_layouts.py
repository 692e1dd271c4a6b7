"""Weights of random models as `torch.save` writes them, in flash-linear-attention's layout: `torch/pytorch_model.bin` beside
the safetensors that hold the same numbers. A tied output matrix is there too and shares its storage, as in a state_dict."""

import argparse
import io

import torch
from safetensors.torch import load_file

from common import MODELS, Outputs

NAMES = "rwkv7-random-b", "deltanet-random-b", "gla-random-a"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true")
    out = Outputs(parser.parse_args().write)
    for name in NAMES:
        state = {}
        for file in sorted((MODELS / name).glob("*.safetensors")):
            state |= load_file(file)
        state.setdefault("lm_head.weight", state["model.embeddings.weight"])
        buffer = io.BytesIO()
        torch.save(state, buffer)
        out.raw(MODELS / name / "torch" / "pytorch_model.bin", buffer.getvalue())
    out.done()


if __name__ == "__main__":
    main()
