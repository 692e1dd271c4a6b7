"""Golden results of clamped features (experiment E36): upstream's own
causal_clamp.py, in float64, with features that upstream's probe_features.py
finds on the states of golden/probing.

The passages are such that some continuations change when a state is replaced
by its reconstruction, or a feature is clamped.
"""

import importlib
import json
import sys
from types import SimpleNamespace

import numpy as np
import torch

import common
import float64_model
from common import GOLDEN, MODELS, packages
from golden_sae import load_sae

FOLDER = GOLDEN / "causal-clamp"
LAYER, HEAD = 2, 2
WINDOWS = (12, 14, 22, 59, 68, 79, 83, 104)     # of 256 tokens, 16 apart
PROMPT, LONG_PROMPT = 40, 160       # the longer one leaves room for splits
CLAMP = {"gen_len": 60, "n_prompts": 8}
LOGIT = {"n_prompts": 6, "positions_per_prompt": 4}
GROUP = {"gen_len": 60, "n_prompts": 6, "dose_levels": [1, 3, 20],
         "n_random_groups": 2}
PROPERTIES = {"mean_log_word_len", "compression_ratio",
              "capitalized_word_ratio"}
# upstream's families are of layout and numbers, which this model's texts lack
FAMILY = ["capitalized_word_ratio", "mean_log_word_len", "compression_ratio",
          "upper_ratio", "word_len_std"]
GROUP_SIZE = 8


class Bytes:
    """The model's tokenizer."""

    @staticmethod
    def encode(text, add_special_tokens):
        return list(text.encode())

    @staticmethod
    def decode(ids, skip_special_tokens):
        return bytes(ids.tolist()).decode("utf-8", "replace")


class Cached:
    """The model as upstream calls it: a cache whose layers have
    recurrent_states [1, H, d_k, d_v]."""

    def __init__(self, model):
        self.model = model
        self.config = model.config
        self.gap = np.inf

    def __call__(self, input_ids, past_key_values=None, use_cache=True):
        inner = past_key_values.inner if past_key_values else None
        out = self.model(input_ids, past_key_values=inner, use_cache=True)
        best, second = out.logits[0, -1].topk(2).values.tolist()
        self.gap = min(self.gap, best - second)
        state = float64_model.state(out.past_key_values, LAYER)
        assert state.dtype == torch.float64
        return SimpleNamespace(
            logits=out.logits, past_key_values=SimpleNamespace(
                inner=out.past_key_values,
                layers={LAYER: SimpleNamespace(recurrent_states=state)}))


def probed(module, sae, states, strings):
    """What selections read of upstream's result."""
    found = module.probe_features(sae, states, strings)
    kept = ("feature_idx", "best_property", "best_rho")
    return {"layer": LAYER, "head": HEAD, "probe": {
        "property_summary": found["property_summary"],
        "features": [{**{k: f[k] for k in kept}, "all_correlations": {
            name: {"rho": c["rho"]}
            for name, c in f["all_correlations"].items()}}
            for f in found["features"]]}}


def prepared(probe, clamp):
    """The feature that follows it most follows each property of the logit
    test best, as else none does; and without correlations that nothing
    asks for."""
    features = probe["probe"]["features"]
    for name in sorted(clamp.LOGIT_TEST_PROPERTIES):
        f = max((f for f in features if f["best_property"] not in (
            PROPERTIES | clamp.LOGIT_TEST_PROPERTIES)),
            key=lambda f: abs(f["all_correlations"][name]["rho"]))
        f["best_property"] = name
        f["best_rho"] = f["all_correlations"][name]["rho"]
    names = {p for family in [FAMILY, *clamp.PROPERTY_FAMILIES.values()]
             for p in family}
    for f in features:
        f["all_correlations"] = {name: c for name, c in f[
            "all_correlations"].items() if name in names}
    return probe


def recorded(clamp, run):
    """The result without times, and all texts in order."""
    texts, real = [], clamp.generate_with_feature_updates

    def generate(*args, **kwargs):
        texts.append(real(*args, **kwargs))
        return texts[-1]

    clamp.generate_with_feature_updates = generate
    try:
        with float64_model.exact():
            result = run()
    finally:
        clamp.generate_with_feature_updates = real
    for one in result.get("feature_results", []):
        del one["time_s"]
    return result, texts


def plain(value):
    """NumPy's truth values and numbers as JSON has them."""
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return value.item() if isinstance(value, np.generic) else value


def main():
    args, out = common.begin(common.parser(__doc__))
    common.upstream(args.upstream)
    sys.path.insert(0, str(args.upstream / "experiments/analysis"))
    clamp = importlib.import_module("experiments.steering.causal_clamp")
    module = importlib.import_module("experiments.analysis.probe_features")

    states = torch.from_numpy(np.load(
        GOLDEN / f"probing/layer_{LAYER}/head_{HEAD}.npy").astype(float))
    strings = json.loads((GOLDEN / "probing/texts.json").read_text())
    sae, _ = load_sae(MODELS / "gdn-tiny/sae/bilinear_L2_H2/best.pt")
    probe = prepared(probed(module, sae, states, strings), clamp)
    corpus = np.load(MODELS / "gdn-tiny/corpus.npy").reshape(-1)
    passages = np.stack([corpus[16 * n:16 * n + 256] for n in WINDOWS])
    model = Cached(float64_model.load(MODELS / "gdn-tiny"))
    cell = {"model": model, "layer_idx": LAYER, "sae": sae,
            "sae_type": "bilinear", "head_idx": HEAD, "states": states,
            "tokenizer": Bytes, "device": "cpu", "corpus_batches": [
                torch.as_tensor(passages.astype(np.int64))]}

    strongest = clamp.select_top_features_by_rho(
        probe, 3, allowed_properties=PROPERTIES)
    clamped, texts = recorded(clamp, lambda: clamp.run_causal_clamp(
        texts=[], target_features=strongest, prompt_len=PROMPT,
        **CLAMP, **cell))
    # nothing is clamped: the state is only reconstructed
    with float64_model.exact():
        reconstructed = [clamp.generate_with_feature_updates(
            model, Bytes, torch.as_tensor(passages[None, n].astype(np.int64)),
            PROMPT, CLAMP["gen_len"], [], LAYER, sae, "bilinear", HEAD,
            clamp_updates={0: -1e30}) for n in range(CLAMP["n_prompts"])]

    supported = clamp.select_top_features_by_rho(
        probe, 3, allowed_properties=clamp.LOGIT_TEST_PROPERTIES)
    logit, _ = recorded(clamp, lambda: clamp.run_logit_causal_intervention(
        target_features=supported, prompt_len=LONG_PROMPT, **LOGIT, **cell))

    group = clamp.select_top_family_features(probe, FAMILY, GROUP_SIZE)
    grouped, group_texts = recorded(
        clamp, lambda: clamp.run_group_causal_clamp(
            feature_group=group, family_properties=FAMILY,
            main_property=clamp.select_primary_family_property(probe, FAMILY),
            prompt_len=PROMPT, **GROUP, **cell))

    print("smallest gap of a greedy choice", model.gap)
    assert model.gap > 1e-5
    lengths = [1, 2, 3, 4, 9, 60, 129, 137, 139, 140, 200, 512, 513, 1024]
    out.json(FOLDER / "rules.json", {
        "source": {**packages("numpy"), "upstream": common.UPSTREAM},
        "levels": {percentile: list(clamp.compute_activation_percentiles(
            sae, states[:count], range(256), percentile).values())
            for percentile, count in ((95, 320), (50, 60))},
        "splits": [[length, last, count, clamp.default_split_positions(
            length, last, count)] for length in lengths
            for last in (1, 130, 512) for count in (1, 4, 7)]}, indent=None)
    out.npy(FOLDER / "tokens.npy", passages)
    out.json(FOLDER / "probe.json", plain(probe), indent=None)
    out.json(FOLDER / "gdn-tiny.json", {
        "source": {**packages("torch", "transformers", "scipy", "numpy"),
                   "upstream": common.UPSTREAM,
                   "script": "generate/golden_causal_clamp.py"},
        "clamp": plain(clamped), "clamp_texts": texts,
        "reconstructed_texts": reconstructed,
        "logit": plain(logit), "group": plain(grouped),
        "families": {name: {
            "main_property": clamp.select_primary_family_property(
                probe, properties), "features": [
                [f["feature_idx"], f["property"], f["rho"]] for f in
                clamp.select_top_family_features(probe, properties)]}
            for name, properties in clamp.PROPERTY_FAMILIES.items()},
        "group_texts": group_texts})
    out.done()


if __name__ == "__main__":
    main()
