"""Greedy continuations of the trained model by transformers: generate() in
float32, and token by token in float64. Both must choose the same tokens; the
smallest gap between the two largest logits says how far that is from chance.
Also what the logits processors of transformers leave to draw from."""

import argparse

import numpy as np
import torch
from transformers import TemperatureLogitsWarper, TopKLogitsWarper, TopPLogitsWarper

import float64_model
from common import GOLDEN, MODELS, Outputs, packages

PROMPTS = ["In the beginning God ", "And it came to pass", "The ", "Now these are the generations of the sons of ",
           "naïve 日本", "\n\n"]
MOST = 60
WARPERS = [(0.7, 0, 1.0), (1.0, 5, 1.0), (1.0, 0, 0.9), (1.3, 20, 0.5), (0.2, 3, 0.05), (1.0, 1, 1.0), (2.0, 0, 0.999)]


def greedy64(model, ids):
    ids, gap = list(ids), np.inf
    for _ in range(MOST):
        logits = float64_model.run(model, torch.tensor([ids]))[0, -1]
        first, second = logits.topk(2).values.tolist()
        gap = min(gap, first - second)
        ids.append(int(logits.argmax()))
    return ids[-MOST:], gap


def continuations():
    exact = float64_model.load(MODELS / "gdn-tiny")
    single = float64_model.load(MODELS / "gdn-tiny", double=False)
    for prompt in PROMPTS:
        ids = list(prompt.encode())
        expected, gap = greedy64(exact, ids)
        found = single.generate(torch.tensor([ids]), attention_mask=torch.ones(1, len(ids), dtype=torch.long),
                                max_new_tokens=MOST, do_sample=False)[0, len(ids):].tolist()
        assert found == expected, (prompt, found, expected)
        yield {"prompt": prompt, "ids": expected, "smallest_gap": gap}


def warped(logits):
    for temperature, top_k, top_p in WARPERS:
        steps = [TemperatureLogitsWarper(temperature)] if temperature != 1 else []
        steps += [TopKLogitsWarper(top_k)] if top_k else []
        steps += [TopPLogitsWarper(top_p)] if top_p < 1 else []
        scores = torch.tensor(logits)[None]
        for step in steps:
            scores = step(None, scores)
        yield {"temperature": temperature, "top_k": top_k, "top_p": top_p,
               "probabilities": scores.softmax(-1)[0].tolist()}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    out = Outputs(parser.parse_args().write)
    torch.set_num_threads(2)
    logits = np.random.default_rng(2026).normal(0, 2, 64)
    logits[[3, 9, 50]] = logits.max() - 1        # equals, which top k keeps together
    out.records(GOLDEN / "generation" / "gdn-tiny.json", {
        "source": packages("torch", "transformers"), "model": "models/gdn-tiny",
        "continuations": list(continuations())})
    out.records(GOLDEN / "generation" / "sampling.json", {
        "source": packages("torch", "transformers"), "logits": logits.tolist(), "cases": list(warped(logits))})
    out.done()


if __name__ == "__main__":
    main()
