"""Golden results of INSTALL (experiment E6, and E9d on Mamba-2): every trial
is 20 full float64 replays of the prompt and what was chosen so far, with the
states of one head changed after three tokens.

Definitions are in README.md, section "INSTALL".
"""

import math

import numpy as np
import torch

import families
import common
from common import GOLDEN, MODELS, packages

STEPS = 20
EDITS = 3
BANDS = {"mid": (8, 30), "rare": (40, 160)}
PER_CLASS = 2
FOLDER = GOLDEN / "install"


class Cell:
    """One head, and what the unedited model makes of the prompts."""

    def __init__(self, name, layer, head, prompts):
        self.family = families.of(MODELS / name)
        self.model = self.family.load(MODELS / name)
        self.layer, self.head = layer, head
        self.prompts = [list(p.encode()) for p in prompts]
        self.vocabulary = self.model.config.get_text_config().vocab_size
        base = getattr(self.model, "model", None)
        block = (base.layers[layer].linear_attn if base is not None
                 else self.model.backbone.layers[layer].mixer)
        with torch.no_grad():
            width = self.family_width(block)
            self.out = block.out_proj.weight[
                :, head * width:(head + 1) * width].clone()
            self.unembedding = self.model.get_output_embeddings().weight

    @staticmethod
    def family_width(block):
        return getattr(block, "head_v_dim", None) or block.head_dim

    def direction(self, token):
        """N(W_O^(h)T W_U[T]), [d_v]"""
        with torch.no_grad():
            w = self.out.T @ self.unembedding[token]
            return w / w.norm()

    def writes(self, prompt, norm):
        """Unit keys [T, d_k] and ||k v^T||_F [T] of a prompt."""
        recurrence = self.family.Recurrence(record=("writes",))
        self.family.run(self.model, torch.tensor([prompt]), recurrence)
        kept = recurrence.layers[self.layer]
        key = kept["key"][0, :, self.head]
        value = kept["value_raw"][0, :, self.head]
        if norm == "kv" and "beta" in kept:
            value = value / kept["beta"][0, :, self.head, None]
        return (key / key.norm(dim=-1, keepdim=True),
                key.norm(dim=-1) * value.norm(dim=-1))

    def continued(self, prompt, position, change):
        """Greedy continuations of rows with their edits: first-step log p
        [rows, V], tokens [rows, STEPS], smallest gap to the second."""
        rows = len(position)
        ids = torch.tensor([prompt] * rows)
        first, gap = None, math.inf
        for _ in range(STEPS):
            recurrence = self.family.Recurrence(edit={
                "layer": self.layer, "head": self.head,
                "before_read": False, "position": position,
                "change": change})
            logits = self.family.run(self.model, ids, recurrence)[:, -1]
            first = logits if first is None else first
            best, second = logits.topk(2).values.T
            gap = min(gap, float((best - second).min()))
            ids = torch.cat([ids, logits.argmax(-1, keepdim=True)], 1)
        return first.log_softmax(-1), ids[:, len(prompt):], gap


def rank(log_p, token):
    """1 for the likeliest token."""
    return int((log_p > log_p[token]).sum()) + 1


def targets(cell, natives):
    """By native rank on the first step: see README.md."""
    ranks = np.array([[rank(log_p, v) for v in range(cell.vocabulary)]
                      for log_p, _ in natives])
    median = np.median(ranks, 0)
    counts = np.bincount(np.concatenate(cell.prompts),
                         minlength=cell.vocabulary)
    chosen = []

    def take(label, order):
        for v in [v for v in order if v not in [t for _, t in chosen]][
                :PER_CLASS]:
            chosen.append((label, int(v)))

    for label, (low, high) in BANDS.items():
        inside = ((ranks >= low) & (ranks <= high)).sum(0)
        away = np.abs(np.log(median) - math.log(low * high) / 2)
        take(label, [v for v in np.lexsort((away, -inside)) if inside[v]])
    out = median >= BANDS["rare"][0]
    take("frequent", [v for v in np.argsort(-counts, kind="stable")
                      if counts[v] and out[v]])
    return chosen, ranks


def trials(cell, args, chosen, natives):
    smallest = math.inf
    for p, prompt in enumerate(cell.prompts):
        key, norm = cell.writes(prompt, args.norm)
        jobs, positions, changes = [], [], []
        for back in args.back:
            last = len(prompt) - 1 - back
            at = list(range(last - EDITS + 1, last + 1))
            for label, token in chosen:
                w = cell.direction(token)
                for m in args.magnitudes:
                    jobs.append((back, label, token, m))
                    positions.append(at)
                    changes.append(torch.stack([
                        m * norm[t] * torch.outer(key[t], w) for t in at]))
        log_p, ids, gap = cell.continued(
            prompt, torch.tensor(positions), torch.stack(changes))
        smallest = min(smallest, gap)
        native, text = natives[p]
        for row, (back, label, token, m) in enumerate(jobs):
            yield {
                "prompt_id": p, "back": back, "class": label,
                "token_id": token, "magnitude": m,
                "included": token in ids[row].tolist(),
                "native_included": token in text,
                "rank": rank(log_p[row], token),
                "native_rank": rank(native, token),
                "log_p": float(log_p[row, token]),
                "native_log_p": float(native[token]),
                "generated": ids[row].tolist()}
    assert smallest > 1e-6, smallest
    print("smallest gap of a greedy choice", smallest)


def mean(values):
    return float(np.mean(list(values)))


def rates(records):
    shift = [r["native_rank"] - r["rank"] for r in records]
    pairs = {}
    for r in records:
        pairs.setdefault((r["prompt_id"], r["token_id"]), []).append(r)
    return {
        "n_trials": len(records), "n_pairs": len(pairs),
        "inclusion": mean(r["included"] for r in records),
        "native_inclusion": mean(r["native_included"] for r in records),
        "lift_pp": 100 * (mean(r["included"] for r in records)
                          - mean(r["native_included"] for r in records)),
        "rank_improved": mean(s > 0 for s in shift),
        "median_rank_shift": float(np.median(shift)),
        "median_native_rank": float(np.median(
            [r["native_rank"] for r in records])),
        "median_log_p_lift": float(np.median(
            [r["log_p"] - r["native_log_p"] for r in records])),
        "pairs_included": sum(any(r["included"] for r in of)
                              for of in pairs.values()),
        "pairs_included_everywhere": sum(all(r["included"] for r in of)
                                         for of in pairs.values()),
        "pairs_native_included": sum(of[0]["native_included"]
                                     for of in pairs.values())}


def summary(records, magnitudes):
    def by_magnitude(of):
        return {f"m{m:g}".replace(".", "_"): rates(
            [r for r in of if r["magnitude"] == m]) for m in magnitudes}
    labels = dict.fromkeys(r["class"] for r in records)
    return {"pooled": by_magnitude(records), "classes": {
        label: by_magnitude([r for r in records if r["class"] == label])
        for label in labels}}


def main():
    parser = common.parser(__doc__, upstream=False)
    parser.add_argument("--model", default="gdn-tiny")
    parser.add_argument("--layer", type=int, default=2)
    parser.add_argument("--head", type=int, default=2)
    parser.add_argument("--norm", choices=["kv", "write"], default="kv")
    parser.add_argument("--prompts", type=int, default=5)
    parser.add_argument("--back", type=int, nargs="*", default=[0, 1, 4])
    parser.add_argument("--magnitudes", type=float, nargs="*",
                        default=[1.5, 3, 6])
    args, out = common.begin(parser)
    prompts = (FOLDER / "prompts.txt").read_text().splitlines()
    cell = Cell(args.model, args.layer, args.head, prompts[:args.prompts])
    natives = []
    for prompt in cell.prompts:
        log_p, ids, gap = cell.continued(
            prompt, torch.tensor([[-1]]), torch.zeros(1, 1, 1, 1))
        assert gap > 1e-6, gap
        natives.append((log_p[0], ids[0].tolist()))
    chosen, ranks = targets(cell, natives)
    records = list(trials(cell, args, chosen, natives))
    out.records(FOLDER / f"{args.model}-{args.norm}.json", {
        "source": packages("torch", "transformers"),
        "model": f"models/{args.model}", "layer": args.layer,
        "head": args.head, "norm": args.norm, "back": args.back,
        "magnitudes": args.magnitudes, "steps": STEPS, "edits": EDITS,
        "bands": BANDS, "per_class": PER_CLASS,
        "targets": [{"class": label, "token_id": token,
                     "ranks": ranks[:, token].tolist(),
                     "direction": cell.direction(token).tolist()}
                    for label, token in chosen],
        "natives": [{"prompt": p, "norms": cell.writes(ids, args.norm)[1]
                     .tolist(), "generated": text}
                    for p, ids, (_, text) in zip(
                        prompts, cell.prompts, natives)],
        "summary": summary(records, args.magnitudes),
        "trials": records})
    out.done()


if __name__ == "__main__":
    main()
