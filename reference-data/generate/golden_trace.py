"""Golden traces of single firings: every quantity from the embedding to the
divergences, from full float64 replays of transformers' model.

The firings are chosen from golden/substitution/.../base.json, and the random
control is the one of random.json beside it. Names are those of `writesae trace
--json`.
"""

import json

import numpy as np
import torch

import common
import float64_model
import golden_substitution as substitution
from common import GOLDEN, MODELS, packages
from golden_sae import load_sae

CONDITIONS = ("atom", "delete", "random")
FIRINGS = ((0, "next"), (97, "next"), (200, "same"))
TOP = 5


class Streams:
    """The input of every layer, and the output of the last one; of the
    cell's layer what goes in and out of the norm of its heads."""

    def __init__(self, model, layer):
        self.inputs = {}
        layers = model.model.layers
        self.hooks = [
            layer.register_forward_pre_hook(self._keep(i), with_kwargs=True)
            for i, layer in enumerate(layers)]
        self.hooks.append(model.model.norm.register_forward_pre_hook(
            self._keep(len(layers)), with_kwargs=True))
        self.hooks.append(layers[layer].linear_attn.norm.register_forward_hook(
            self._norm))

    def _norm(self, module, args, output):
        self.output, self.gated = args[0].detach().clone(), output.clone()

    def _keep(self, index):
        def hook(module, args, kwargs):
            x = args[0] if args else kwargs["hidden_states"]
            self.inputs[index] = x.detach().clone()
        return hook

    def close(self):
        for hook in self.hooks:
            hook.remove()


def stream(cell, tokens, edit=None):
    streams = Streams(cell.model, cell.layer)
    recurrence = float64_model.Recurrence(record=("writes",), edit=edit)
    logits = float64_model.run(cell.model, tokens, recurrence)
    streams.close()
    query = recurrence.layers[cell.layer]["query"][:, :, cell.head]
    shape = *tokens.shape, -1, cell.state.shape[-1]
    reads = {"query": query, "output": streams.output.reshape(shape),
             "gated": streams.gated.reshape(shape)}
    for name in ("output", "gated"):
        reads[name] = reads[name][:, :, cell.head]
    return streams.inputs, logits.log_softmax(-1), logits, reads


def trace(cell, drawn, record, read):
    feature, s, t = (record["feature_id"], record["prompt_id"],
                     record["firing_position"])
    firing = (feature, s, t)
    tokens = cell.tokens[s:s + 1]
    inputs, log_p, logits, reads = stream(cell, tokens)
    reading = ("raw", "natural", "same-coefficient", "argmax", read)
    changes = [substitution.change(cell, drawn, firing, condition)
               for condition in substitution.conditions(reading).values()]
    moved, log_q, edited_logits, moved_reads = stream(
        cell, tokens.repeat(3, 1), {
            "layer": cell.layer, "head": cell.head,
            "before_read": read == "same",
            "position": torch.full((3,), t), "change": torch.stack(changes)})
    row = t if read == "same" else t + 1
    state, native = cell.state[s, t], cell.write["raw"][s, t]
    before = cell.state[s, t - 1] if t else torch.zeros_like(state)
    atom = cell.atoms[feature]
    pre, a = cell.pre[s, t], cell.coefficients[s, t]
    layers = range(cell.layer + 1, len(cell.model.model.layers) + 1)
    values = {
        "stream.embedding": inputs[0][0, t],
        "stream.norms": torch.stack([inputs[i][0, t].norm()
                                     for i in range(cell.layer + 1)]),
        "stream.cell": inputs[cell.layer][0, t],
        "cell.state_before": before, "cell.state": state,
        "sae.pre_activation": pre[feature],
        "sae.rank": 1 + (pre > pre[feature]).sum().double(),
        "sae.fired": (a > 0).sum().double(),
        "sae.coefficient": a[feature],
        "write.norm": native.norm(), "atom.norm": atom.norm(),
        "atom.cosine": (atom * native).sum() / atom.norm() / native.norm(),
        "output.log_normalizers": torch.cat([
            logits[0, row].logsumexp(-1)[None],
            edited_logits[:, row].logsumexp(-1)])}
    values["read.query"] = reads["query"][0, row]
    for kind in ("output", "gated"):
        values[f"read.{kind}"] = reads[kind][0, row]
        for n, name in enumerate(CONDITIONS):
            values[f"read.{kind}_{name}"] = moved_reads[kind][n, row]
    shares = {}
    for n, name in enumerate(CONDITIONS):
        values[f"edited.{name}"] = state + changes[n]
        values[f"after.{name}"] = torch.stack(
            [(moved[i][n, row] - inputs[i][0, row]).norm() for i in layers])
        p, q = log_p[0, row], log_q[n, row]
        values[f"output.kl_{name}"] = (p.exp() * (p - q)).sum()
        values[f"output.kl_{name}_reverse"] = (q.exp() * (q - p)).sum()
        share = p.exp() * (p - q)
        most = share.abs().argsort(descending=True, stable=True)[:TOP]
        shares[name] = [
            {"token": j, "log_native": p[j].item(), "log_moved": q[j].item(),
             "share": share[j].item()} for j in most.tolist()]
    return {"feature": feature, "sequence": s, "position": t, "read": read,
            "values": {name: np.asarray(value, dtype=np.float64).ravel()
                       .tolist() for name, value in values.items()},
            "moved": shares}


def main():
    _, out = common.begin(common.parser(__doc__))
    folder = MODELS / "gdn-tiny"
    name = "bilinear_L2_H2"
    sae, _ = load_sae(folder / "sae" / name / "best.pt")
    cell = substitution.Cell(float64_model, float64_model.load(folder),
                             np.load(folder / "corpus.npy"), 2, 2, sae)
    place = GOLDEN / "substitution" / "gdn-tiny" / name
    records = json.loads((place / "base.json").read_text())["records"]
    drawn = {(d["feature_id"], d["prompt_id"], d["position"]): d
             for d in json.loads((place / "random.json").read_text())
             ["firings"]}
    out.records(GOLDEN / "trace" / "gdn-tiny.json", {
        "schema": "writesae-golden-1", "id": "trace/gdn-tiny",
        "object": "trace",
        "about": "single firings of the replacement test on models/gdn-tiny, "
                 "layer 2 head 2, sae/bilinear_L2_H2/best.pt, primary reading",
        "source": {"packages": packages("transformers", "torch"),
                   "upstream": common.UPSTREAM,
                   "script": "generate/golden_trace.py"},
        "traces": [trace(cell, drawn, records[n], read)
                   for n, read in FIRINGS]})
    out.done()


if __name__ == "__main__":
    main()
