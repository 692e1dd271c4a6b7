"""The states sample, and for each checkpoint what upstream's core/sae.py makes
of it in float64."""


import numpy as np
import torch

import common
import float64_model
from common import GOLDEN, MODELS, packages

CASE_STATES = 16     # how many of the sample's states the cases hold


def cell_states(model, corpus, layer, head):
    """S_t of one cell at all positions, float64 [sequences, T, d_k, d_v]."""
    recurrence = float64_model.Recurrence(record=("states",))
    float64_model.run(
        model, torch.as_tensor(corpus.astype(np.int64)), recurrence)
    return recurrence.layers[layer]["state"][:, :, head]


def load_sae(path):
    """Upstream's module of a checkpoint, in float64."""
    from core.sae import build_sae_from_config
    checkpoint = torch.load(path, weights_only=True)
    state = checkpoint["model_state_dict"]
    sae = build_sae_from_config(checkpoint["config"], state_dict=state)
    sae.load_state_dict(state)
    return sae.double().eval(), checkpoint


@torch.no_grad()
def encode(sae, states):
    """Pre-activations and coefficients."""
    flat = not hasattr(sae, "_ensure_3d")
    x = sae._flatten(states) if flat else sae._ensure_3d(states)
    coefficients, pre = sae._encode(x)
    return pre, coefficients


def margin(pre, k):
    """Smallest distance of rank k to rank k+1, over the largest value."""
    top = pre.topk(k + 1, -1).values
    return float(((top[:, k - 1] - top[:, k])
                  / pre.abs().amax(-1)).min())


def main():
    parser = common.parser(__doc__)
    parser.add_argument("--layer", type=int, default=2)
    parser.add_argument("--head", type=int, default=2)
    parser.add_argument("--seed", type=int, default=2026)
    args, out = common.begin(parser)

    folder = MODELS / "gdn-tiny"
    corpus = np.load(folder / "corpus.npy")
    states = cell_states(
        float64_model.load(folder), corpus, args.layer, args.head)
    rng = np.random.RandomState(args.seed)
    positions = np.sort(np.stack(
        [rng.choice(128, 4, replace=False) for _ in corpus]), 1)
    order = rng.permutation(positions.size)
    rows, columns = order // 4, positions.reshape(-1)[order]
    sample = states[torch.as_tensor(rows), torch.as_tensor(columns)]
    sample = sample.float()
    out.npy(folder / "states-sample.npy", sample.numpy())

    x = sample[:CASE_STATES].double()
    cell = f"*_L{args.layer}_H{args.head}/best.pt"
    for path in sorted((folder / "sae").glob(cell)):
        name = path.parent.name
        sae, checkpoint = load_sae(path)
        pre, coefficients = encode(sae, x)
        with torch.no_grad():
            result = sae(x.reshape(len(x), -1)
                         if checkpoint["config"]["sae_type"] == "flat" else x)
        assert torch.equal(result.coefficients, coefficients)
        target = GOLDEN / "sae" / "gdn-tiny"
        out.tensors(target / f"{name}.safetensors", {
            "states": sample[:CASE_STATES].numpy(),
            "pre": pre.numpy(), "coefficients": coefficients.numpy(),
            "reconstruction": result.reconstruction.reshape(
                x.shape).numpy(),
            "mse": result.mse.numpy(), "aux": result.aux_loss.numpy()})
        out.json(target / f"{name}.json", {
            "schema": "writesae-golden-1", "id": f"sae/gdn-tiny/{name}",
            "object": "sae",
            "about": "encode and decode of the first "
                     f"{CASE_STATES} states of states-sample.npy in float64; "
                     "aux is the auxiliary loss with the dead counters of "
                     "the checkpoint, updated by this batch first",
            "checkpoint": f"models/gdn-tiny/sae/{name}/best.pt",
            "states": "models/gdn-tiny/states-sample.npy",
            "n_dead": result.n_dead,
            "smallest_margin_rank_k": margin(
                pre, checkpoint["config"]["k"]),
            "source": {"packages": packages("torch"),
                       "upstream": common.UPSTREAM,
                       "script": "generate/golden_sae.py",
                       "seed": args.seed},
            "class": "budget",
            "limit": {"maxScaledUlp": 1.0, "measured": None,
                      "reason": "double arithmetic, one rounding on store"},
            "result": "valid", "flags": []})
    out.done()


if __name__ == "__main__":
    main()
