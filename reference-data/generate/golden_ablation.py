"""Golden results of the ablations of features (experiment E37): upstream's own
functions, `run_circuit_ablation`, `run_group_ablation` and
`run_feature_vs_random_ablation`, on gdn-tiny in float64.

`Split` gives them the model they expect, one whose chunked delta rule can be
handed initial states: the prefix is read by transformers with a cache, which
is copied for every suffix. Convolutions start the suffix with zeros, as in
the transformers that upstream targets. Equal values are sorted stably, which
upstream leaves open, and random directions are float32, as there.
"""

import copy
import json
import sys
import unittest.mock
from types import SimpleNamespace

import numpy as np
import torch
from scipy import stats

import common
import float64_model
from common import GOLDEN, MODELS, packages
from golden_probing import PIECES
from golden_sae import encode, load_sae, margin

LAYER, HEAD = 2, 2
N, LENGTH = 96, 64
RANDOM_SEQUENCES, DIRECTIONS = 10, 24


def corpus():
    """Byte sequences put together from pieces of many kinds."""
    rng = np.random.RandomState(37)
    rows = np.load(MODELS / "gdn-tiny/corpus.npy").astype(np.uint8)
    found = []
    while len(found) < N:
        kind = PIECES[rng.randint(len(PIECES))].encode()
        text = b""
        while len(text) < LENGTH:
            row = bytes(rows[rng.randint(len(rows))])
            start = rng.randint(len(row) // 2)
            text += kind + row[start:start + rng.randint(5, 40)]
        found.append(list(text[:LENGTH]))
    return np.array(found, np.int32)


class Split:
    """What upstream's functions see of a model."""

    def __init__(self, model):
        self.real = model
        self.linear = float64_model.linear_layers(model)
        kinds = ["other"] * len(model.model.layers)
        for i in self.linear:
            kinds[i] = "linear_attention"
        self.config = SimpleNamespace(layer_types=kinds)
        self.model = SimpleNamespace(layers=[SimpleNamespace(
            linear_attn=SimpleNamespace(
                chunk_gated_delta_rule=lambda initial_state: initial_state))
            for _ in kinds])
        self.read = {}

    def __call__(self, input_ids, use_cache, past_key_values=None,
                 labels=None):
        if past_key_values is None:
            return SimpleNamespace(past_key_values=self.prefix(input_ids))
        cache = copy.deepcopy(past_key_values.real)
        for i in self.linear:
            attention = self.model.layers[i].linear_attn
            float64_model.state(cache, i).copy_(
                attention.chunk_gated_delta_rule())
        return self.real(input_ids, past_key_values=cache,
                         use_cache=use_cache, labels=labels)

    def prefix(self, ids):
        key = tuple(ids[0].tolist())
        if key not in self.read:
            cache = self.real(ids, use_cache=True).past_key_values
            for i in self.linear:
                cache.layers[i].conv_states[0].zero_()
            self.read[key] = cache
        cache = self.read[key]
        return SimpleNamespace(real=cache, layers=[SimpleNamespace(
            recurrent_states=float64_model.state(cache, i)
            if i in self.linear else None)
            for i in range(len(self.model.layers))])


def final_states(model, tokens):
    """[n, d_k, d_v] after the last token, as extraction stores them."""
    recurrence = float64_model.Recurrence(record=("states",))
    with float64_model.exact(recurrence):
        model(torch.from_numpy(tokens.astype(np.int64)), use_cache=False)
    states = recurrence.layers[LAYER]["state"][:, -1, HEAD]
    return states.numpy().astype(np.float16)


def stable():
    real = np.argsort
    return unittest.mock.patch.object(
        np, "argsort", lambda a, *args, **kwargs: real(
            a, *args, **kwargs) if args or kwargs else real(a, kind="stable"))


def doubles():
    real = torch.from_numpy
    return unittest.mock.patch.object(
        torch, "from_numpy", lambda a: real(a).double())


def without_times(value):
    if isinstance(value, dict):
        return {k: without_times(v) for k, v in value.items()
                if not k.endswith("time_s") and k != "timing"}
    if isinstance(value, list):
        return [without_times(v) for v in value]
    return value


def spread(deltas):
    size = np.abs(deltas)
    return {"mean_abs_delta_loss": size.mean(),
            "median_abs_delta_loss": np.median(size),
            "std_abs_delta_loss": size.std(),
            "mean_signed_delta_loss": np.mean(deltas),
            "max_abs_delta_loss": size.max(),
            "pct_positive_delta": (deltas > 0).mean() * 100}


def own_baselines(module, split, sequences, random):
    """Directions against the states that they are taken from; upstream has
    the function for it, but never calls it."""
    loss = np.mean([module.compute_ppl_no_sae(
        split, s, LENGTH // 2, split.linear, LAYER, HEAD)["loss"]
        for s in sequences])
    start = random["summary"]["baseline_avg_loss"]
    directions = np.array([r["delta_loss"] for r in random["random_results"]]
                          ) + start - loss
    features = np.array([r["delta_loss"] for r in random["feature_results"]])
    x, y = np.abs(features), np.abs(directions)
    u, u_p = stats.mannwhitneyu(x, y, alternative="greater")
    t, t_p = stats.ttest_ind(x, y, equal_var=False, alternative="greater")
    pooled = np.sqrt(((len(x) - 1) * x.var(ddof=1)
                      + (len(y) - 1) * y.var(ddof=1)) / (len(x) + len(y) - 2))
    return {"unchanged_avg_loss": loss,
            "reconstruction_delta_loss": start - loss,
            "random_directions": spread(directions),
            "comparison": {
                "mann_whitney_u": u, "mann_whitney_p": u_p, "welch_t": t,
                "welch_p": t_p, "cohens_d": (x.mean() - y.mean()) / pooled,
                "ratio_mean_abs": x.mean() / y.mean()}}


def main():
    args, out = common.begin(common.parser(__doc__))
    for folder in ("experiments/analysis", "experiments/ablations", "core"):
        sys.path.insert(0, str(args.upstream / folder))
    import circuit_ablation
    import circuit_ablation_random
    import circuit_ablation_v2
    import probe_features

    model = float64_model.load(MODELS / "gdn-tiny")
    tokens = corpus()
    texts = [bytes(row.astype(np.uint8)).decode(errors="ignore")
             for row in tokens]
    states = final_states(model, tokens)
    sae, _ = load_sae(MODELS / "gdn-tiny/sae/bilinear_L2_H2/best.pt")
    wide = torch.from_numpy(states.astype(np.float64))
    sequences = [torch.from_numpy(row[None].astype(np.int64))
                 for row in tokens]
    split = Split(model)
    with stable(), doubles(), float64_model.exact():
        probe = probe_features.probe_features_enhanced(sae, wide, texts)
        common_arguments = dict(
            model=split, layer_idx=LAYER, sae=sae, sae_type="bilinear",
            head_idx=HEAD, device="cpu")
        on_texts = dict(corpus_batches=sequences, texts=texts,
                        **common_arguments)
        single = circuit_ablation.run_circuit_ablation(
            target_features=circuit_ablation.select_target_features(probe),
            **on_texts)
        group = circuit_ablation_v2.run_group_ablation(
            property_groups=circuit_ablation_v2.build_property_feature_groups(
                probe), **on_texts)
        alive = circuit_ablation_random.find_alive_feature_indices(
            sae, wide, "bilinear", device="cpu")
        random = circuit_ablation_random.run_feature_vs_random_ablation(
            corpus_seqs=sequences[:RANDOM_SEQUENCES],
            alive_feature_indices=alive, n_random=DIRECTIONS,
            d_k=states.shape[1], d_v=states.shape[2], **common_arguments)
        random["own_baselines"] = own_baselines(
            circuit_ablation_random, split, sequences[:RANDOM_SEQUENCES],
            random)
        used = torch.stack([
            float64_model.state(cache, LAYER)[0, HEAD]
            for cache in split.read.values()])
    result = {
        "schema": "writesae-golden-1", "id": "circuit-ablation/gdn-tiny",
        "object": "circuit-ablation", "source": {
            "packages": packages("numpy", "scipy", "torch", "transformers"),
            "upstream": common.UPSTREAM,
            "script": "generate/golden_ablation.py"},
        "smallest_margin_rank_k": margin(encode(sae, used)[0], sae.k),
        "single": without_times(single), "group": without_times(group),
        "random": without_times(random)}
    result = json.loads(json.dumps(result, default=float))
    folder = GOLDEN / "circuit-ablation"
    out.npy(folder / f"layer_{LAYER}/head_{HEAD}.npy", states)
    out.npy(folder / "corpus.npy", tokens)
    out.json(folder / "texts.json", texts)
    out.json(folder / "gdn-tiny.json", result, indent=None)
    out.done()


if __name__ == "__main__":
    main()
