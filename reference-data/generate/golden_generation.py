"""Greedy continuations of Qwen3.5 and Mamba-2 models by transformers: in float32
(the trained models by generate()) and in float64. Both must choose the same
tokens; the smallest gap between the two largest logits says how far that is
from chance.
Also what the logits processors of transformers leave to draw from."""

import argparse

import numpy as np
import torch
from transformers import TemperatureLogitsWarper, TopKLogitsWarper, TopPLogitsWarper

import families
import greedy
from common import GOLDEN, MODELS, Outputs, packages

PROMPTS = ["In the beginning God ", "And it came to pass", "The ", "Now these are the generations of the sons of ",
           "naïve 日本", "\n\n"]
MOST = 60
TRAINED = ["gdn-tiny", "mamba2-tiny"]
RANDOM = ["gdn-random-a", "gdn-random-b", "gdn-random-c", "mamba2-random-a", "mamba2-random-b", "mamba2-random-c",
          "mamba2-random-d"]
WARPERS = [(0.7, 0, 1.0), (1.0, 5, 1.0), (1.0, 0, 0.9), (1.3, 20, 0.5), (0.2, 3, 0.05), (1.0, 1, 1.0), (2.0, 0, 0.999)]


def exact(family, model):
    """Next logits in float64, by a run over the whole text."""
    return lambda ids: family.run(model, torch.tensor([ids]))[0, -1].numpy()


@torch.no_grad()
def stepped(family, model):
    """Next logits in float32: the prompt at once, then a token at a time."""
    cache, done = None, 0

    @torch.no_grad()
    def after(ids):
        nonlocal cache, done
        new = torch.tensor([ids[done:]])
        result = model(new, use_cache=True) if cache is None else None
        logits = family.step(model, new, cache) if cache is not None else result.logits
        cache = cache or result.get("past_key_values") or result.get("cache_params")
        done = len(ids)
        return logits[0, -1].numpy()

    return after


def whole(family, model):
    """Next logits in float32, by a run over the whole text."""
    return torch.no_grad()(lambda ids: model(torch.tensor([ids]), use_cache=False).logits[0, -1].numpy())


def trained(name):
    """By transformers' generate()."""
    family = families.of(MODELS / name)
    double, single = family.load(MODELS / name), family.load(MODELS / name, double=False)
    for prompt in PROMPTS:
        ids = list(prompt.encode())
        found = single.generate(torch.tensor([ids]), attention_mask=torch.ones(1, len(ids), dtype=torch.long),
                                max_new_tokens=MOST, do_sample=False)[0, len(ids):].tolist()
        row = greedy.continuation(exact(family, double), None, ids, MOST)
        assert found == row["ids"], (prompt, found, row)
        yield {"prompt": prompt} | row


def drawn(name):
    family = families.of(MODELS / name)
    double, single = family.load(MODELS / name), family.load(MODELS / name, double=False)
    # The single step of transformers' Mamba-2 passes over a limit of the step size.
    limited = getattr(single.config, "time_step_limit", (0, np.inf))[1] < np.inf
    begin = whole if limited else stepped
    yield from greedy.random_model(name, single.config.get_text_config().vocab_size,
                                   lambda: exact(family, double), lambda: begin(family, single))


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
    parser.add_argument("--models", nargs="+", choices=TRAINED + RANDOM, default=TRAINED + RANDOM, metavar="NAME")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    out = Outputs(args.write)
    torch.set_num_threads(2)
    logits = np.random.default_rng(2026).normal(0, 2, 64)
    logits[[3, 9, 50]] = logits.max() - 1        # equals, which top k keeps together
    for name in args.models:
        rows = trained(name) if name in TRAINED else drawn(name)
        out.records(GOLDEN / "generation" / f"{name}.json", {
            "source": packages("torch", "transformers"), "model": f"models/{name}", "continuations": list(rows)})
    out.records(GOLDEN / "generation" / "sampling.json", {
        "source": packages("torch", "transformers"), "logits": logits.tolist(), "cases": list(warped(logits))})
    out.done()


if __name__ == "__main__":
    main()
