"""Short training runs of every variant by upstream's own trainer, in float32, and for the weights each of them ends with
the losses and all gradients of one batch in float64, and what resampling makes of dead features.

Of equal pre-activations the lower index is kept. torch.topk leaves open which, and its choice differs between processors;
equal ones are common, since dead features that start from the same state are equal until one of them is kept."""

import json
import tempfile
from pathlib import Path

import numpy as np
import torch

import common
from common import GOLDEN, packages

FOLDER = GOLDEN / "training"
SAMPLES, DK, DV = 300, 12, 10
SETTINGS = dict(n_features=96, k=2, lr=2e-3, lr_min=2e-4, batch_size=32, epochs=25, warmup_steps=20, log_every=1, seed=42)
BATCH = 8           # states of a gradient case
ALIVE = 3           # features that are not dead in a resampling case

# name, options of core.train.train
RUNS = {
    "flat": dict(sae_type="flat"),
    "rank1": dict(sae_type="rank1"),
    "bilinear": dict(sae_type="bilinear"),
    "bilinear-r2": dict(sae_type="bilinear", rank=2),
    "bilinear-batchtopk": dict(sae_type="bilinear", use_batchtopk=True),
    "bilinear_tied": dict(sae_type="bilinear_tied"),
    "bilinear_flat": dict(sae_type="bilinear_flat"),
    "bilinear_gated": dict(sae_type="bilinear_gated", gated_lambda_sparsity=1e-3),
    "bilinear_jumprelu": dict(
        sae_type="bilinear_jumprelu", jumprelu_lambda_sparsity=1e-4, jumprelu_bandwidth=0.5, jumprelu_init_threshold=0.3,
        jumprelu_bandwidth_schedule="cosine_to_zero", jumprelu_bandwidth_final=0.05,
    ),
}


def states(seed):
    """Sums of three of forty rank-1 matrices each, and noise; float16, as upstream's extraction stores them."""
    rng = np.random.RandomState(seed)
    keys, values = rng.randn(40, DK), rng.randn(40, DV)
    keys /= np.linalg.norm(keys, axis=1, keepdims=True)
    values /= np.linalg.norm(values, axis=1, keepdims=True)
    chosen = np.stack([rng.choice(40, 3, replace=False, p=np.arange(40, 0, -1) / 820) for _ in range(SAMPLES)])
    amounts = 1 + rng.rand(SAMPLES, 3)
    x = np.einsum("ns,nsk,nsv->nkv", amounts, keys[chosen], values[chosen])
    return (x + 0.02 * rng.randn(*x.shape)).astype(np.float16)


def lowest_first(x, k, dim=-1):
    """torch.topk with the lower index first of equal values."""
    values, indices = torch.sort(x, dim=dim, descending=True, stable=True)
    return values.narrow(dim, 0, k), indices.narrow(dim, 0, k)


def run(options, data, work):
    """Upstream's trainer, as it is but for ties; what it resamples is recorded in passing."""
    from core import train as trainer
    folder = work / "layer_0"
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / "head_0.npy", data)
    events, drawn = [], []
    clear, multinomial, topk = trainer._clear_resampled_optimizer_state, torch.multinomial, torch.topk

    def record(model, optimizer, indices):
        events.append((indices.numpy(), drawn[-1]))
        clear(model, optimizer, indices)

    def draw(*args, **kwargs):
        drawn.append(multinomial(*args, **kwargs).numpy())
        return torch.from_numpy(drawn[-1])

    trainer._clear_resampled_optimizer_state, torch.multinomial, torch.topk = record, draw, lowest_first
    try:
        out = work / "out"
        result = trainer.train(data_dir=str(work), layer=0, head=0, output_dir=str(out), **SETTINGS, **options)
    finally:
        trainer._clear_resampled_optimizer_state, torch.multinomial, torch.topk = clear, multinomial, topk
    log = [json.loads(line) for line in (out / "train_log.jsonl").read_text().splitlines()]
    final = torch.load(out / "final.pt", weights_only=True)
    config = json.loads((out / "config.json").read_text())
    return result, log, events, final, config


def run_tensors(log, events, final):
    steps = [line for line in log if "loss" in line]
    epochs = [line for line in log if "val_mse" in line]
    tensors = {key: np.array([line[key] for line in steps]) for key in steps[0] if key not in ("step", "epoch", "total_loss")}
    tensors |= {key: np.array([line[key] for line in epochs]) for key in ("val_mse", "val_l0", "val_dead")}
    for n, (features, samples) in enumerate(events):
        tensors[f"resampled.{n}.features"] = features.astype(np.int32)
        tensors[f"resampled.{n}.samples"] = samples.astype(np.int32)
    tensors |= {f"final.{name}": value.numpy() for name, value in final["model_state_dict"].items()}
    return {key: value.astype(np.int32) if value.dtype == np.int64 else value for key, value in tensors.items()}


def module(final):
    """Upstream's module with the weights of a run, in float64."""
    from core.sae import build_sae_from_config
    state = final["model_state_dict"]
    sae = build_sae_from_config(dict(final["config"]), state_dict=state)
    sae.load_state_dict(state)
    return sae.double()


def gradients(final, options, data):
    """One batch through upstream's module in float64; every second feature that the batch leaves silent counts as dead."""
    sae = module(final)
    config = final["config"]
    if "jumprelu_bandwidth" in options:
        sae.bandwidth = options["jumprelu_bandwidth"]
    x = torch.from_numpy(data[:BATCH].astype(np.float64))
    given = x.reshape(BATCH, -1) if config["sae_type"] == "flat" else x
    active = (sae.encode(given) != 0).any(0)
    silent = torch.where(active | (torch.arange(len(active)) % 2 == 0), 0, 99)
    sae.steps_since_active.copy_(silent)
    out = sae(given)
    out.loss.backward()
    tensors = {
        "states": data[:BATCH].astype(np.float32),
        "silent": silent.numpy().astype(np.float64),
        "silent.after": sae.steps_since_active.numpy().astype(np.float64),
        "coefficients": out.coefficients.detach().numpy(),
        "reconstruction": out.reconstruction.detach().reshape(x.shape).numpy(),
        "mse": out.mse.detach().numpy(), "aux": out.aux_loss.detach().numpy(), "loss": out.loss.detach().numpy(),
    }
    for name, parameter in sae.named_parameters():
        tensors[f"grad.{name}"] = parameter.grad.numpy()
    return tensors, out.n_dead


def resampling(final, data):
    """Upstream's resampling in float64 with all features but the first few dead and every second state of the batch zero.
    The seed is the first with which dead features start both from zeros and from other states."""
    x = torch.from_numpy(data[:BATCH].astype(np.float64))
    x[1::2] = 0
    multinomial, drawn = torch.multinomial, []

    def draw(*args, **kwargs):
        drawn.append(multinomial(*args, **kwargs))
        return drawn[-1]

    torch.multinomial = draw
    try:
        for seed in range(1000):
            sae = module(final)
            sae.steps_since_active.fill_(100)[:ALIVE] = 0
            torch.manual_seed(seed)
            features = sae.resample_dead_features(x)
            if len(set((drawn[-1] % 2).tolist())) == 2:
                break
    finally:
        torch.multinomial = multinomial
    columns = {"decoder.weight"}
    rows = {name: value.detach().T if name in columns else value.detach() for name, value in sae.named_parameters()}
    tensors = {f"reset.{name}": value[features].numpy() for name, value in rows.items() if len(value) == sae.n_features}
    return tensors | {
        "states": x.float().numpy(), "seed": np.array([seed], np.int32), "features": features.numpy().astype(np.int32),
        "samples": drawn[-1].numpy().astype(np.int32), "silent": sae.steps_since_active.numpy().astype(np.float64)}


def main():
    parser = common.parser(__doc__)
    parser.add_argument("--only", default=None)
    args, out = common.begin(parser)
    data = states(2026)
    out.npy(FOLDER / "states.npy", data)
    for name, options in RUNS.items():
        if args.only not in (None, name):
            continue
        with tempfile.TemporaryDirectory() as work:
            result, log, events, final, config = run(options, data, Path(work))
        out.tensors(FOLDER / f"{name}.safetensors", run_tensors(log, events, final))
        cases, dead = gradients(final, options, data)
        out.tensors(FOLDER / f"{name}-gradients.safetensors", cases)
        out.tensors(FOLDER / f"{name}-resampling.safetensors", resampling(final, data))
        for key in ("code_sha", "device"):
            config.pop(key)
        out.json(FOLDER / f"{name}.json", {
            "schema": "writesae-golden-1", "id": f"training/{name}", "object": "training",
            "about": "a run of upstream's core/train.py in float32 on states.npy, every step logged, and for its final weights "
                     "the losses and gradients of the first states, and what resampling gives, in float64",
            "options": SETTINGS | options, "config": config,
            "resampled": [len(features) for features, _ in events], "dead_in_gradients": dead,
            "source": {"packages": packages("torch", "numpy"), "upstream": common.UPSTREAM,
                       "script": "generate/golden_training.py", "seed": 2026}})
        print(name, "val_mse", result["final_mse"], "events", [len(f) for f, _ in events], "dead in gradients", dead)
    out.done()


if __name__ == "__main__":
    main()
