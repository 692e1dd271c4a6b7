"""What another implementation gives for golden cases: the equations in plain
NumPy or torch, in float32, and upstream's models. With --measure, prints how
far each result is from the expected one; with --write, stores a few as an
implementer would hand them in, right ones and wrong ones."""

import io
import json
import re
import unittest.mock

import numpy as np
import safetensors.numpy
import torch
from transformers.models.qwen3_5 import modeling_qwen3_5 as modeling

import common
import float64_mamba2
import float64_model
import golden_mamba2
import golden_model
import golden_sae
from common import GOLDEN, MODELS, ROOT

TARGET = ROOT.parent / "src/test/resources/conformance"
F = np.float32


def heads_of(x, heads):
    """Key heads as value heads use them."""
    return np.repeat(x, heads // x.shape[1], axis=1)


def keep_states(c, states):
    """kept[keep[t, h]] = S_t of head h, where keep is not -1."""
    kept = c["kept"].copy()
    for t, h in np.argwhere(c["keep"] >= 0):
        kept[c["keep"][t, h]] = states[t][h]
    return kept


def gated_delta(c, decayed_read=True):
    heads, dv = c["heads"], c["dv"]
    v = c["mixed"][:, 2 * c["keyHeads"] * c["dk"]:].reshape(-1, heads, dv)
    q, k = heads_of(c["q"], heads), heads_of(c["k"], heads)
    s, states, o, e = c["state"].copy(), [], [], []
    for t in range(c["rows"]):
        decayed = c["alpha"][t, :, None, None] * s
        error = c["beta"][t, :, None] * (v[t] - np.einsum(
            "hkv,hk->hv", decayed if decayed_read else s, k[t]))
        s = decayed
        s = s + k[t, :, :, None] * error[:, None]
        o.append(np.einsum("hkv,hk->hv", s, q[t]))
        e.append(error)
        states.append(s)
    return {"o": np.stack(o), "error": np.stack(e), "state": s,
            "kept": keep_states(c, states)}


def gated_linear_attention(c):
    s, states, o = c["state"].copy(), [], []
    for t in range(c["rows"]):
        s = (c["alpha"][t, :, :, None] * s
             + c["k"][t, :, :, None] * c["v"][t, :, None])
        o.append(np.einsum("hkv,hk->hv", s, c["q"][t]))
        states.append(s)
    return {"o": np.stack(o), "state": s, "kept": keep_states(c, states)}


def state_space(c):
    heads, groups, dk = c["heads"], c["groups"], c["dk"]
    rows, width = c["rows"], heads * c["dv"]
    x = c["mixed"][:, :width].reshape(rows, heads, -1)
    b, cc = (heads_of(part.reshape(rows, groups, dk), heads) for part in
             np.split(c["mixed"][:, width:], 2, axis=1))
    s, states, y = c["state"].copy(), [], []
    for t in range(rows):
        s = (c["alpha"][t, :, None, None] * s
             + b[t, :, :, None] * c["value"][t, :, None])
        y.append(np.einsum("hkv,hk->hv", s, cc[t])
                 + c["skip"][:, None] * x[t])
        states.append(s)
    return {"y": np.stack(y), "state": s, "kept": keep_states(c, states)}


def rwkv7(c):
    s, states, o, es = c["state"].copy(), [], [], []
    for t in range(c["rows"]):
        e = -np.einsum("hkv,hk->hv", s, c["kappa"][t])
        s = (c["w"][t, :, :, None] * s
             + c["key"][t, :, :, None] * c["v"][t, :, None]
             + c["b"][t, :, :, None] * e[:, None])
        o.append(np.einsum("hkv,hk->hv", s, c["r"][t]))
        es.append(e)
        states.append(s)
    return {"o": np.stack(o), "e": np.stack(es), "state": s,
            "kept": keep_states(c, states)}


def softplus(x):
    return torch.nn.functional.softplus(torch.from_numpy(x)).numpy()


def sigmoid(x):
    return torch.sigmoid(torch.from_numpy(x)).numpy()


def silu(x):
    return torch.nn.functional.silu(torch.from_numpy(x)).numpy()


def of_torch(function):
    return lambda c: {"y": function(torch.from_numpy(c["x"])).numpy()}


def gates(c):
    return {"alpha": np.exp(-np.exp(c["aLog"])
                            * softplus(c["a"] + c["dtBias"])),
            "beta": sigmoid(c["b"])}


def l2_norm(c):
    x = c["x"][:, c["offset"]:][:, :c["heads"] * c["width"]]
    x = x.reshape(-1, c["heads"], c["width"])
    return {"y": x / np.sqrt((x * x).sum(-1, keepdims=True) + F(c["eps"]))
            * F(c["scale"])}


def rms(x, eps):
    return x / np.sqrt((x * x).mean(-1, keepdims=True) + F(eps))


def group_norm(c):
    x = c["x"]
    d = x - x.mean(-1, keepdims=True)
    return {"y": d / np.sqrt((d * d).mean(-1, keepdims=True) + F(c["eps"]))
            * c["w"] + c["b"]}


def attend(c):
    heads, width = c["heads"], c["width"]
    y = np.empty_like(c["q"])
    for t in range(len(y)):
        own = c["ownFirst"][t] + np.arange(c["ownCount"][t])
        slots = np.concatenate([np.arange(c["prefix"][t]), own]).astype(int)
        for h in range(heads):
            g = h // (heads // c["keyHeads"])
            scores = c["keys"][slots, g] @ c["q"][t, h] / np.sqrt(F(width))
            p = np.exp(scores - scores.max())
            y[t, h] = (p / p.sum()) @ c["values"][slots, g]
    return {"y": y}


def logits_of(c, name):
    return torch.log_softmax(torch.from_numpy(c[name]), -1).numpy()


def encode(c):
    return {"s": np.einsum("rif,nij,rjf->nf", c["v"], c["x"], c["w"])
            + c["bias"]}


def conv(c, bias=0):
    taps, x, history = c["taps"], c["x"], c["history"]
    y = np.empty_like(x)
    for t in range(len(x)):
        row, rows = t, []
        for _ in range(taps):
            rows.append(x[row] if row >= 0 else history[row])
            row = c["previous"][row] if row >= 0 else row - 1
        y[t] = sum(r * c["w"][:, taps - 1 - n] for n, r in enumerate(rows))
    return {"y": silu(y + bias)}


def kl(c):
    p, q = logits_of(c, "p")[c["rowP"]], logits_of(c, "q")[c["rowQ"]]
    return {"kl": (np.exp(p) * (p - q)).sum(-1)}


KERNELS = {
    "GatedDelta#sequence": gated_delta,
    "GatedLinearAttention#sequence": gated_linear_attention,
    "StateSpace#sequence": state_space,
    "Rwkv7#sequence": rwkv7,
    "GatedDelta#gates": gates,
    "GatedLinearAttention#gates": lambda c: {"alpha": np.exp(
        -softplus(-(c["x"] + c["bias"])) / F(c["normalizer"]))},
    "Rwkv7Gates#decays": lambda c: {"w": np.exp(
        -F(np.exp(-.5)) * sigmoid(c["x"] + c["bias"]))},
    "GatedDelta#strengths": lambda c: {"beta": sigmoid(c["b"])},
    "L2Norm#l2Norm": l2_norm,
    "RmsNorm#rmsNorm": lambda c: {
        "y": rms(c["x"], c["eps"]) * (F(c["offset"]) + c["w"])},
    "RmsNorm#gatedRmsNorm": lambda c: {
        "y": rms(c["o"], c["eps"]) * c["w"] * silu(c["z"])},
    "RmsNorm#gateFirstRmsNorm": lambda c: {
        "y": rms(c["o"] * silu(c["z"]), c["eps"]) * c["w"]},
    "LayerNorm#groupNorm": group_norm,
    "Linear#linear": lambda c: {"y": c["x"] @ c["w"]},
    "Linear#linearBias": lambda c: {"y": c["x"] @ c["w"] + c["bias"]},
    "Linear#linearAdd": lambda c: {"x": c["x"] + c["a"] @ c["w"]},
    "Attention#attend": attend,
    "CausalConv#causalConv": conv,
    "CausalConv#causalConvBias": lambda c: conv(c, c["bias"]),
    "LogSoftmax#logSoftmax": lambda c: {"y": c["logits"] - c["z"][:, None]},
    "LogSoftmax#logNormalizer": lambda c: {"z": torch.logsumexp(
        torch.from_numpy(c["logits"]), -1).numpy()},
    "LogSoftmax#klDivergence": kl,
    "BilinearEncode#bilinearEncode": encode,
    "SwiGlu#swiGlu": lambda c: {"y": silu(c["gate"]) * c["up"]},
    "Write#writeKeys": lambda c: {"key": heads_of(c["k"], c["heads"])},
    "Transpose#transpose": lambda c: {"y": c["x"].T},
}
for maps in ("ElementaryMaps", "WideMaps"):
    KERNELS |= {
        f"{maps}#exponentials": of_torch(torch.exp),
        f"{maps}#logarithms": of_torch(torch.log),
        f"{maps}#sigmoids": of_torch(torch.sigmoid),
        f"{maps}#hyperbolicTangents": of_torch(torch.tanh),
        f"{maps}#softpluses": of_torch(torch.nn.functional.softplus),
        f"{maps}#silus": of_torch(torch.nn.functional.silu),
        f"{maps}#squaredRelus": of_torch(lambda x: torch.relu(x) ** 2),
    }
ELEMENTARY = {
    "exponential": "exponentials", "logarithm": "logarithms",
    "sigmoid": "sigmoids", "hyperbolicTangent": "hyperbolicTangents",
    "softplus": "softpluses", "silu": "silus"}


def read(header):
    """Inputs in float32 by argument, and expected tensors."""
    tensors = safetensors.numpy.load_file(
        GOLDEN / (header["id"] + ".safetensors"))
    call, expected = {}, {}
    for a in header["arguments"]:
        if a["role"] == "size":
            call[a["name"]] = a["value"]
        if a["role"] in ("input", "state"):
            x = tensors[a["tensor"]]
            call[a["name"]] = x.astype(F) if x.dtype.kind == "f" else x
        if a["role"] in ("output", "state"):
            key = a.get("expected") or a["tensor"]
            expected[a["name"]] = tensors[key]
    return call, expected


def scaled_ulp(actual, expected):
    finite = np.isfinite(expected)
    unit = np.spacing(np.abs(expected[finite]).max().astype(np.float32))
    return np.abs(actual.astype(float) - expected)[finite].max() / unit


def element_ulp(actual, expected):
    finite = np.isfinite(expected.astype(np.float32))
    expected, actual = expected[finite], actual[finite].astype(float)
    unit = np.spacing(np.abs(expected).astype(np.float32)).astype(float)
    return (np.abs(actual - expected) / unit).max()


def kernel_of(header):
    """The function here that computes a case, or None."""
    kind, name = header["kernel"].rsplit(".", 1)[-1].split("#")
    if kind == "Elementary":
        kind, name = "ElementaryMaps", ELEMENTARY[name]
    return KERNELS.get(f"{kind}#{name}")


def cases():
    """Headers of the valid kernel cases."""
    for path in sorted(GOLDEN.glob("*/*.json")):
        header = json.loads(path.read_text())
        if "kernel" in header and header["result"] == "valid":
            yield header


def measure():
    """How far float32 is from the expected values."""
    for header in cases():
        function = kernel_of(header)
        if function is None:
            continue
        call, expected = read(header)
        with np.errstate(all="ignore"):
            actual = function(call)
            distance = element_ulp if header["class"] == "exact" else scaled_ulp
            off = {k: distance(actual[k], expected[k]) for k in expected}
        print(f"{header['id']:45} {header['class']:6} "
              f"{header['limit']['maxScaledUlp']:7g}",
              " ".join(f"{k} {v:.3g}" for k, v in off.items()))


RIGHT = ["gated-delta/sequence-square", "gated-delta/gates-ordinary",
         "gated-linear-attention/sequence-square", "linear/small",
         "rwkv7/sequence-square", "state-space/sequence-square",
         "rms-norm/gated", "log-softmax/ordinary", "transpose/rows-and-columns"]


def call_of(case_id):
    header = json.loads((GOLDEN / f"{case_id}.json").read_text())
    return kernel_of(header), read(header)[0]


def write_kernels(out):
    for case_id in RIGHT:
        function, call = call_of(case_id)
        out.tensors(TARGET / "right" / f"{case_id}.safetensors",
                    function(call))
    _, call = call_of("gated-delta/sequence-square")
    for name in ("q", "k", "mixed"):    # the mistake, on bfloat16 inputs
        call[name] = torch.from_numpy(call[name]).bfloat16().float().numpy()
    wrong = gated_delta(call, decayed_read=False)
    buffer = io.BytesIO()
    np.savez(buffer, o=wrong["o"], state=wrong["state"])
    out.raw(TARGET / "wrong/gated-delta/sequence-square.npz",
            buffer.getvalue())


SAE = "sae/gdn-tiny/bilinear_L2_H2"


@torch.no_grad()
def autoencoder(header, dtype):
    """Upstream's module on the states of a case."""
    sae, checkpoint = golden_sae.load_sae(ROOT / header["checkpoint"])
    states = torch.from_numpy(safetensors.numpy.load_file(
        GOLDEN / f"{header['id']}.safetensors")["states"]).to(dtype)
    sae = sae.to(dtype)
    pre, coefficients = golden_sae.encode(sae, states)
    flat = checkpoint["config"]["sae_type"] == "flat"
    result = sae(states.reshape(len(states), -1) if flat else states)
    return {"pre": pre.numpy(), "coefficients": coefficients.numpy(),
            "reconstruction": result.reconstruction.reshape(
                states.shape).numpy(),
            "mse": result.mse.numpy(), "aux": result.aux_loss.numpy()}


def measure_saes():
    for path in sorted(GOLDEN.glob("sae/*/*.json")):
        header = json.loads(path.read_text())
        expected = safetensors.numpy.load_file(path.with_suffix(
            ".safetensors"))
        found = autoencoder(header, torch.from_numpy(np.zeros(1, F)).dtype)
        print(f"{header['id']:45} budget       1", " ".join(
            f"{k} {scaled_ulp(v, expected[k]):.3g}"
            for k, v in found.items()))


def write_sae(out):
    header = json.loads((GOLDEN / f"{SAE}.json").read_text())
    found = autoencoder(header, torch.float32)
    out.tensors(TARGET / "right" / f"{SAE}.safetensors", found)


def write_model(out):
    """Upstream's float32 model, one token at a time: right, and with the
    bias of the decay lost in layer 4."""
    case_id = "model/gdn-tiny/short3"
    header = json.loads((GOLDEN / f"{case_id}.json").read_text())
    tokens = safetensors.numpy.load_file(
        GOLDEN / f"{case_id}.safetensors")["tokens"].astype(np.int64)
    model = float64_model.load(MODELS / "gdn-tiny", double=False)
    for folder in ("right", "wrong"):
        if folder == "wrong":
            model.model.layers[4].linear_attn.dt_bias.data.zero_()
        found = golden_model.float32_runs(
            model, torch.from_numpy(tokens)[None],
            header["state_positions"])["decode"]
        out.tensors(TARGET / folder / f"{case_id}.safetensors", {
            name: found[name].astype(np.float32)
            for name in header["limit"]["tensors"]})


def tile(x, times, dim):
    return torch.cat([x] * times, dim)


def interleaved(q, k, cos, sin, unsqueeze_dim=1):
    """Rotation of dimensions 2j and 2j + 1, as GPT-J has it."""
    turned = cos.shape[-1]
    cos, sin = (torch.repeat_interleave(t[..., :turned // 2], 2, -1)
                .unsqueeze(unsqueeze_dim) for t in (cos, sin))

    def turn(x):
        x, rest = x[..., :turned], x[..., turned:]
        partner = torch.stack((-x[..., 1::2], x[..., ::2]), -1).flatten(-2)
        return torch.cat((x * cos + partner * sin, rest), -1)
    return turn(q), turn(k)


def halves(module, args, output):
    """Makes upstream's split by heads one into all queries and all gates."""
    heads = output.shape[-1] // (2 * module.head_dim)
    return output.unflatten(-1, (2, heads, module.head_dim)).transpose(
        -3, -2).flatten(-3)


def wrong_theta(model, patch):
    width = 2 * len(model.model.rotary_emb.inv_freq)
    model.model.rotary_emb.inv_freq = 1 / 1e4 ** (
        torch.arange(0, width, 2, dtype=torch.float32) / width)


def wrong_eps(model, patch):
    for module in model.modules():
        for name in ("eps", "variance_epsilon"):
            if hasattr(module, name):
                setattr(module, name, 1e-5)


def wrong_key_heads(model, patch):
    patch.object(torch.Tensor, "repeat_interleave", tile).start()


def wrong_attention_heads(model, patch):
    patch.object(modeling, "repeat_kv", lambda x, n: tile(x, n, 1)).start()


def wrong_rotation(model, patch):
    patch.object(modeling, "apply_rotary_pos_emb", interleaved).start()


def wrong_gates(model, patch):
    for layer in model.model.layers:
        if layer.block_type != "linear_attention":
            layer.self_attn.q_proj.head_dim = layer.self_attn.head_dim
            layer.self_attn.q_proj.register_forward_hook(halves)


def write_variants(out):
    """Upstream's float32 Qwen3.5 with a number of the config or an order of
    heads wrong in all layers; what of layers 0 and 4 and the logits shows."""
    case_id = "model/gdn-tiny/short3"
    header = json.loads((GOLDEN / f"{case_id}.json").read_text())
    tokens = safetensors.numpy.load_file(
        GOLDEN / f"{case_id}.safetensors")["tokens"].astype(np.int64)
    for wrong in (wrong_theta, wrong_eps, wrong_key_heads,
                  wrong_attention_heads, wrong_rotation, wrong_gates):
        model = float64_model.load(MODELS / "gdn-tiny", double=False)
        wrong(model, unittest.mock.patch)
        found = golden_model.float32_runs(
            model, torch.from_numpy(tokens)[None],
            header["state_positions"])["decode"]
        unittest.mock.patch.stopall()
        name = wrong.__name__.removeprefix("wrong_").replace("_", "-")
        out.tensors(TARGET / "wrong-models" / f"{name}.safetensors", {
            name: found[name].astype(np.float32)
            for name in header["limit"]["tensors"]
            if re.fullmatch("layers.[04].(alpha|write.key)|logits", name)})


def write_mamba2(out):
    """Upstream's float32 Mamba-2 with the taps of every convolution reversed;
    the first two layers and the logits, as a first try would have them."""
    case_id = "model/mamba2-tiny/short3"
    header = json.loads((GOLDEN / f"{case_id}.json").read_text())
    tokens = safetensors.numpy.load_file(
        GOLDEN / f"{case_id}.safetensors")["tokens"].astype(np.int64)
    model = float64_mamba2.load(MODELS / "mamba2-tiny", double=False)
    for layer in model.backbone.layers:
        layer.mixer.conv1d.weight.data = (
            layer.mixer.conv1d.weight.data.flip(-1).contiguous())
    found = golden_mamba2.float32_runs(
        model, torch.from_numpy(tokens)[None],
        header["state_positions"])["prefill"]
    out.tensors(TARGET / "wrong" / f"{case_id}.safetensors", {
        name: found[name].astype(np.float32)
        for name in header["limit"]["tensors"]
        if name.startswith(("layers.0.", "layers.1.", "logits"))})


def main():
    parser = common.parser(__doc__)
    parser.add_argument("--measure", action="store_true",
                        help="print how far float32 is on all cases")
    parser.add_argument("--float64", action="store_true",
                        help="measure float64 in its place; writes nothing")
    args, out = common.begin(parser)
    if args.float64:
        global F
        F = np.float64
    if args.measure or args.float64:
        measure()
        measure_saes()
    if args.float64:
        return
    write_kernels(out)
    write_sae(out)
    write_model(out)
    write_variants(out)
    write_mamba2(out)
    out.done()


if __name__ == "__main__":
    main()
