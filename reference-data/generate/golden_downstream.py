"""Golden losses of texts that go on from replaced states (experiment E21 and
what upstream builds on it): transformers' own cache in float64, upstream's
autoencoders in float64.

The first half of each sequence is read with a cache; a copy of the cache gets
the reconstructed states of one layer; the second half is read from it, and
its loss is transformers' `labels=` loss. transformers 5.18 carries the
convolutions' windows from one half to the other; the version upstream
targets restarts them with zeros, which is what zeroed windows give (`reset`).
"""

import copy

import numpy as np
import torch
from scipy import stats

import common
import float64_model
from common import GOLDEN, MODELS, packages
from golden_sae import encode, load_sae, margin

SEQUENCES = 8
LAYER = 2
RANKS = (1, 2, 4, 8, 16, 32)
CURVE = (1, 2, 3, 4)
SUBSETS = 3
SEED = 42


def cache_of(model, tokens):
    with float64_model.exact():
        return model(tokens, use_cache=True).past_key_values


def suffix_losses(model, cache, suffix):
    """[sequences]: mean loss over all tokens of the suffix but the first."""
    with float64_model.exact():
        found = model(suffix, past_key_values=cache, use_cache=False,
                      labels=suffix)
        log_p = found.logits[:, :-1].log_softmax(-1)
    each = -log_p.gather(-1, suffix[:, 1:, None])[..., 0].mean(-1)
    assert abs(found.loss.item() - each.mean().item()) < 1e-13
    return each


class Texts:
    """The prefix of every sequence, read once; suffixes from copies of it."""

    def __init__(self, model, corpus, conv):
        self.model = model
        tokens = torch.as_tensor(corpus.astype(np.int64))
        self.split = tokens.shape[1] // 2
        self.suffix = tokens[:, self.split:]
        self.cache = cache_of(model, tokens[:, :self.split])
        if conv == "reset":
            for i in float64_model.linear_layers(model):
                self.cache.layers[i].conv_states[0].zero_()

    def states(self):
        """[sequences, H, d_k, d_v] at the split, a copy."""
        return float64_model.state(self.cache, LAYER).clone()

    def losses(self, states=None):
        cache = copy.deepcopy(self.cache)
        if states is not None:
            float64_model.state(cache, LAYER).copy_(states)
        return suffix_losses(self.model, cache, self.suffix)

    def reused(self, all_states):
        """One cache for several suffixes: the attention layers go on to see
        the keys of those before (upstream's run_reviewer_round2.exp_a).
        Recurrent states and windows start anew each time."""
        cache = copy.deepcopy(self.cache)
        found = []
        for states in [None] + all_states:
            for i in float64_model.linear_layers(self.model):
                for kind in ("recurrent_states", "conv_states"):
                    getattr(cache.layers[i], kind)[0] = getattr(
                        self.cache.layers[i], kind)[0].clone()
            if states is not None:
                float64_model.state(cache, LAYER).copy_(states)
            found.append(suffix_losses(self.model, cache, self.suffix))
        return found


@torch.no_grad()
def reconstruct(sae, states):
    """Upstream's module on states [n, d_k, d_v], one by one."""
    flat = not hasattr(sae, "_ensure_3d")
    rows = []
    for state in states:
        x = state[None].reshape(1, -1) if flat else state[None]
        rows.append(sae(x).reconstruction.reshape(state.shape))
    return torch.stack(rows)


def truncated(states, rank):
    u, s, vt = torch.linalg.svd(states, full_matrices=False)
    r = min(rank, s.shape[-1])
    return u[..., :r] @ (s[..., :r, None] * vt[..., :r, :])


def summary(losses, tokens, baseline=None):
    """As upstream's scripts sum up sequences."""
    total = losses * tokens
    loss = total.sum().item() / (tokens * len(losses))
    found = {"loss": loss, "perplexity": float(np.exp(loss)),
             "n_tokens": tokens * len(losses)}
    if baseline is not None:
        found["delta_pct"] = (found["perplexity"] - baseline["perplexity"]
                              ) / baseline["perplexity"] * 100
    return found


def dictionaries(folder):
    """{type: {head: sae}} of the layer, rank 1."""
    found = {}
    for path in sorted((folder / "sae").glob(f"*_L{LAYER}_H*/best.pt")):
        kind, _, head = path.parent.name.rpartition(f"_L{LAYER}_H")
        found.setdefault(kind, {})[int(head)] = load_sae(path)[0]
    return found


def losses_of(texts, replace):
    """Losses with the states that `replace` makes of {head: states}."""
    states = texts.states()
    errors = []
    for head, make in replace.items():
        made = make(states[:, head])
        errors.append(((made - states[:, head]) ** 2).mean((-1, -2)))
        states[:, head] = made
    return texts.losses(states), torch.stack(errors).mean(0)


def by(sae):
    return lambda states: reconstruct(sae, states)


def condition(texts, baseline, replace):
    losses, errors = losses_of(texts, replace)
    tokens = texts.suffix.shape[1] - 1
    return {"heads": list(replace), "losses": losses.tolist(),
            "reconstruction_mse": errors.mean().item(),
            **summary(losses, tokens, baseline)}


def one_by_one(texts, saes, reused):
    """{type: {head: mean and spread of the changes of the loss}}."""
    found = {}
    for kind in ("bilinear", "flat"):
        heads = sorted(saes[kind])
        changed = []
        for head in heads:
            states = texts.states()
            states[:, head] = reconstruct(saes[kind][head], states[:, head])
            changed.append(states)
        if reused:
            first, *rest = texts.reused(changed)
        else:
            first = texts.losses()
            rest = [texts.losses(states) for states in changed]
        found[kind] = {str(head): {
            "mean_loss_delta": float(np.mean((one - first).numpy())),
            "std_loss_delta": float(np.std((one - first).numpy())),
            "n": len(first)} for head, one in zip(heads, rest)}
    means = {kind: [each["mean_loss_delta"] for each in heads.values()]
             for kind, heads in found.items()}
    t, p = stats.ttest_rel(means["bilinear"], means["flat"])
    return {"per_head_deltas": found, "paired_test_bilinear_vs_flat": {
        "t_stat": float(t), "p_value": float(p),
        "bilinear_mean": float(np.mean(means["bilinear"])),
        "flat_mean": float(np.mean(means["flat"]))}}


def curve(texts, saes):
    """As upstream's run_khead_curve draws and sums up the subsets."""
    rng = np.random.default_rng(SEED)
    tokens = texts.suffix.shape[1] - 1
    found = {"seed": SEED, "n_subsets": SUBSETS, "k_values": list(CURVE)}
    for kind in ("flat", "bilinear"):
        heads = len(saes[kind])
        found[kind] = {}
        for k in CURVE:
            subsets = [list(range(heads))] if k == heads else [
                sorted(rng.choice(heads, size=k, replace=False).tolist())
                for _ in range(SUBSETS)]
            ppls = [summary(losses_of(texts, {
                h: by(saes[kind][h]) for h in subset})[0],
                tokens)["perplexity"] for subset in subsets]
            found[kind][str(k)] = {
                "mean_ppl": float(np.mean(ppls)),
                "std_ppl": float(np.std(ppls)), "all_ppls": ppls,
                "subsets": subsets}
    return found


def experiments(texts, saes):
    base = texts.losses()
    tokens = texts.suffix.shape[1] - 1
    baseline = summary(base, tokens)
    heads = texts.states().shape[1]
    own = {kind: condition(texts, baseline, {2: by(found[2])})
           for kind, found in saes.items()}
    return {
        "baseline": {"losses": base.tolist(), **baseline},
        "head": own,
        "shared": {kind: condition(texts, baseline, {
            h: by(saes[kind][2]) for h in range(heads)})
            for kind in ("bilinear", "flat")},
        "matched": {kind: condition(texts, baseline, {
            h: by(saes[kind][h]) for h in sorted(saes[kind])})
            for kind in ("bilinear", "flat")},
        "svd": {str(rank): condition(texts, baseline, {
            h: lambda states, rank=rank: truncated(states, rank)
            for h in range(heads)}) for rank in RANKS},
        "one_by_one": {name: one_by_one(texts, saes, name == "reused")
                       for name in ("fresh", "reused")},
        "curve": curve(texts, saes),
        "smallest_margin_rank_k": min(
            margin(encode(sae, texts.states()[:, h])[0], sae.k)
            for found in saes.values() for h, sae in found.items())}


def main():
    _, out = common.begin(common.parser(__doc__))
    folder = MODELS / "gdn-tiny"
    model = float64_model.load(folder)
    corpus = np.load(folder / "corpus.npy")[:SEQUENCES]
    saes = dictionaries(folder)
    for conv in ("reset", "carry"):
        texts = Texts(model, corpus, conv)
        out.json(GOLDEN / "downstream" / f"gdn-tiny-{conv}.json", {
            "schema": "writesae-golden-1",
            "id": f"downstream/gdn-tiny-{conv}", "object": "downstream",
            "about": f"losses of the second halves of the first {SEQUENCES} "
                     f"texts of corpus.npy, read from states of layer {LAYER} "
                     "replaced at the split; of each text, and as upstream "
                     "sums them up",
            "source": {"packages": packages("transformers", "torch", "numpy"),
                       "upstream": common.UPSTREAM,
                       "script": "generate/golden_downstream.py"},
            "conv": conv, "layer": LAYER, "split_pos": texts.split,
            **experiments(texts, saes)})
    out.done()


if __name__ == "__main__":
    main()
