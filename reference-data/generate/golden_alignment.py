"""Golden alignment of atoms and writes (experiment E20): upstream's own
compute_alignment in float64, on transformers' model with the recurrence one
token at a time.

Upstream's capture of keys, values and gates is written for another version of
transformers; here the recurrence records them. Its replay reads the state
along the wrong axis, which needs square states: `gdn-square` is a small random
model that has them, with a dictionary of random factors. `model` is the same
code with the right product.
"""

import io
import json

import numpy as np
import torch
from safetensors.torch import save

import common
import float64_model
import random_models
from common import GOLDEN, MODELS, Outputs, packages
from golden_sae import load_sae
from kernelcases import upstream as checkout

SQUARE = "gdn-square"
random_models.SHAPES["square"] = dict(
    vocab_size=48, hidden_size=24, intermediate_size=32, num_hidden_layers=2,
    layer_types=[random_models.LINEAR] * 2, num_attention_heads=2,
    num_key_value_heads=1, head_dim=8, linear_num_key_heads=2,
    linear_num_value_heads=4, linear_key_head_dim=8, linear_value_head_dim=8,
    linear_conv_kernel_dim=4, tie_word_embeddings=True,
    rope_parameters=random_models.rope(0.5, [1, 1, 0], 10000.0))


def make_square(out, seed=23):
    """Model, tokens and dictionary."""
    folder = MODELS / SQUARE
    state = random_models.build("square", seed)
    rng = np.random.RandomState(seed)
    generator = torch.Generator().manual_seed(seed)
    config = random_models.text_config("square", "float32")
    out.json(folder / "config.json", config | {
        "architectures": ["Qwen3_5ForCausalLM"]}, indent=2)
    out.raw(folder / "model.safetensors", save(state, {"format": "pt"}))
    out.npy(folder / "corpus.npy",
            rng.randint(48, size=(6, 40)).astype(np.int32))
    from core.sae import BilinearMatrixSAE
    sae = BilinearMatrixSAE(8, 8, n_features=40, k=4, rank=1)
    weights = {k: v if "since" in k else 0.01 * torch.randn(
        v.shape, generator=generator) if k in ("bias", "b_enc")
        else torch.randn(v.shape, generator=generator)
        for k, v in sae.state_dict().items()}
    buffer = io.BytesIO()
    torch.save({"model_state_dict": weights, "config": {
        "sae_type": "bilinear", "layer": 1, "head": 2, "n_features": 40,
        "d_k": 8, "d_v": 8, "d_in": 64, "k": 4, "rank": 1}}, buffer)
    out.raw(folder / "sae" / "bilinear_L1_H2" / "best.pt", buffer.getvalue())
    out.json(folder / "provenance.json", {
        "about": "square states; random weights and a random dictionary",
        "source": "generate/golden_alignment.py", "seed": seed,
        "packages": packages("transformers", "torch")})
    return folder


class Capture:
    """In place of upstream's GDNWriteCapture."""

    def __init__(self, model, layer):
        self.runner = model

    def __getattr__(self, name):
        return self.runner.kept[name]

    def remove(self):
        pass


class Runner:
    """Calls the model as upstream does, with keys, values and gates kept."""

    def __init__(self, model, layer):
        self.model, self.layer, self.kept = model, layer, {}

    def __call__(self, input_ids, use_cache):
        recurrence = float64_model.Recurrence(record=("writes", "states"))
        model = self.model

        class Kept:
            def __call__(inner, query, key, value, g, beta, **kwargs):
                if float64_model.current_layer == self.layer:
                    self.kept = {"k": key, "v": value, "g": g, "beta": beta}
                return recurrence(query, key, value, g, beta, **kwargs)
        float64_model.run(model, input_ids, Kept())
        state = recurrence.layers[self.layer]["state"][:, -1]

        class Layer:
            recurrent_states = state

        class Outputs:
            class past_key_values:
                layers = {self.layer: Layer}
        return Outputs


def right(k, v, beta, g, dtype=None):
    """simulate_recurrence with S^T k and the model's own epsilon."""
    direction = torch.nn.functional.normalize(k, dim=-1)
    k = float64_model.modeling.l2norm(k, dim=-1, eps=1e-6)
    s = v.new_zeros(k.shape[1], v.shape[1])
    states, writes = [], []
    for t in range(len(k)):
        s = g[t].exp() * s
        writes.append(beta[t] * (v[t] - s.T @ k[t]))
        s = s + torch.outer(k[t], writes[-1])
        states.append(s)
    return torch.stack(states), direction, torch.stack(writes)


def weighted(entries, most):
    """exp_activation_weighted_alignment of upstream's
    run_final_reviewer_fixes, whose module cannot be imported without Modal."""
    subset = entries if most == -1 else entries[:most]
    a, k, v = (np.array(x) for x in zip(*subset))
    k, v = np.abs(k), np.abs(v)
    w = a / a.sum()
    return {"unweighted": [k.mean(), v.mean(), np.sqrt(k * v).mean()],
            "weighted": [(w * k).sum(), (w * v).sum(),
                         np.sqrt((w * k).sum() * (w * v).sum())]}


def alignment(module, folder, cell, name, transposed):
    layer, head = cell
    sae, _ = load_sae(folder / "sae" / name / "best.pt")
    corpus = torch.as_tensor(np.load(folder / "corpus.npy").astype(np.int64))
    original = module.simulate_recurrence
    module.GDNWriteCapture = Capture
    module.load_corpus_batches = lambda *args: list(corpus.split(4))
    module.simulate_recurrence = (
        (lambda *a, dtype=None: original(*a, dtype=torch.float64))
        if transposed else right)
    runner = Runner(float64_model.load(folder), layer)
    printed = []
    module.print = lambda *a: printed.append(" ".join(map(str, a)))
    tops = {}
    with float64_model.exact():
        for top in (10, 25, 50, 100):
            found = module.compute_alignment(
                runner, None, sae, layer, head, n_seqs=len(corpus),
                seq_len=corpus.shape[1], top_n=top, device="cpu")
            tops[top] = found
    # The firings themselves, once more, for the weighted means.
    firings = collect(module, runner, sae, corpus, layer, head)
    summary = {}
    for top in (10, 50, 200, -1):
        each = [weighted(e, top) for e in firings if e]
        tag = f"top{top}" if top > 0 else "all"
        for kind in ("unweighted", "weighted"):
            k, v, c = np.array([e[kind] for e in each]).T
            summary[f"{kind}_{tag}"] = {
                "mean_k_cos": k.mean(), "mean_v_cos": v.mean(),
                "mean_combined": c.mean(), "std_combined": c.std(),
                "median_combined": np.median(c), "n_features": len(c)}
    module.simulate_recurrence = original
    check(tops[50], firings)
    line = next(p for p in printed if p.startswith("Recurrence"))
    return {
        "verification": line.split(": ")[1],
        "results": tops[50]["results"],
        "alive_count": tops[50]["alive_count"],
        "sensitivity": {str(t): sensitivity(f) for t, f in tops.items()},
        "weighted": json.loads(json.dumps(summary, default=float))}


def collect(module, runner, sae, corpus, layer, head):
    firings = [[] for _ in range(sae.n_features)]
    unit = torch.nn.functional.normalize
    with torch.no_grad():
        v, w = unit(sae.V_dec[:, 0], dim=-1), unit(sae.W_dec[:, 0], dim=-1)
        for batch in corpus.split(4):
            runner(batch, True)
            for s in range(len(batch)):
                states, k, write = module.simulate_recurrence(*(
                    runner.kept[n][s, :, head] for n in ("k", "v", "beta", "g")))
                a = sae.encode(states)
                for t, i in (a > 0).nonzero().tolist():
                    firings[i].append((a[t, i].item(), (k[t] @ v[i]).item(),
                                       (unit(write[t], dim=-1) @ w[i]).item()))
    for entries in firings:
        entries.sort(key=lambda x: x[0], reverse=True)
    return firings


def check(found, firings):
    """The firings give upstream's own results."""
    for result, entries in zip(found["results"], firings):
        assert result["n_activations"] == len(entries)
        if entries:
            k = np.abs([e[1] for e in entries[:50]]).mean()
            assert abs(k - result["mean_abs_k_cos"]) < 1e-12


def sensitivity(found):
    """As exp_d_alignment_sensitivity of upstream's run_reviewer_round2."""
    combined = [np.sqrt(r["mean_abs_k_cos"] * r["mean_abs_v_cos"])
                for r in found["results"] if r["alive"]]
    above = sum(c > 0.3 for c in combined)
    return {"n_alive": len(combined), "mean_combined": float(np.mean(combined)),
            "median_combined": float(np.median(combined)),
            "n_above_0.3": int(above),
            "pct_above_0.3": float(above / len(combined) * 100),
            "max_combined": float(max(combined))}


def main():
    _, out = common.begin(common.parser(__doc__))
    module = checkout.memory_alignment()
    square = make_square(out)
    if not square.exists():
        raise SystemExit(f"{square} is not there yet; run with --write")
    for folder, cell, name, forms in (
            (MODELS / "gdn-tiny", (2, 2), "bilinear_L2_H2", (False,)),
            (square, (1, 2), "bilinear_L1_H2", (False, True))):
        for transposed in forms:
            replay = "transposed" if transposed else "model"
            case = f"{folder.name}-{replay}"
            out.records(GOLDEN / "memory-alignment" / f"{case}.json", {
                "schema": "writesae-golden-1",
                "id": f"memory-alignment/{case}", "object": "alignment",
                "about": f"atoms of models/{folder.name}/sae/{name}, layer "
                         f"{cell[0]} head {cell[1]}, over corpus.npy",
                "source": {"packages": packages("transformers", "torch"),
                           "upstream": common.UPSTREAM,
                           "script": "generate/golden_alignment.py"},
                "replay": replay, "layer": cell[0], "head": cell[1],
                "sae": name,
                **alignment(module, folder, cell, name, transposed)})
    out.done()


if __name__ == "__main__":
    main()
