"""Writes src/test/resources/io: small files as torch, numpy and safetensors really write them, and hostile ones.

Needs torch, numpy, safetensors and a checkout of the upstream WriteSAE repository:

    python checkpoint_files.py --upstream WriteSAE            # prints which files would change
    python checkpoint_files.py --upstream WriteSAE --write    # writes them

Expected values are stored by another route than the file under test: contiguous copies in
expected.safetensors (keys "file/key"), everything else in expected.json. Nothing here loads a hostile file.
"""

import argparse
import collections
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import types
import zipfile
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file

TARGET = Path(__file__).resolve().parents[2] / "src/test/resources/io"
MARKER = "touch writesae-was-here"
NF, DK, DV, K = 12, 6, 5, 4


class Expected:
    """What a correct reader finds."""

    def __init__(self):
        self.tensors = {}
        self.facts = {}

    def tensor(self, file, key, tensor):
        self.tensors[f"{file}/{key}"] = tensor.detach().clone().contiguous()

    def fact(self, file, **facts):
        self.facts.setdefault(file, {}).update(facts)


# --- WriteSAE checkpoints ---------------------------------------------------------------------------


def build(sae, sae_type, rank, seed):
    """An upstream module with random biases too, so that no tensor is trivially zero."""
    config = {"sae_type": sae_type, "n_features": NF, "d_k": DK, "d_v": DV, "k": K, "rank": rank, "d_in": DK * DV}
    torch.manual_seed(seed)
    model = sae.build_sae_from_config(config)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if name.startswith("b") or name in ("r_mag", "log_threshold"):
                parameter.copy_(torch.randn_like(parameter))
        model.steps_since_active.copy_(torch.arange(NF))
    return model


def full_config(sae_type, rank):
    config = {"sae_type": sae_type, "layer": 9, "head": 4, "n_features": NF, "d_k": DK, "d_v": DV, "d_in": DK * DV,
              "expansion_factor": 0, "k": K, "rank": rank, "use_batchtopk": False, "seed": 42, "lr": 3e-4,
              "lr_min": 3e-5, "batch_size": 64, "epochs": 2, "total_steps": 10, "n_params": 0, "device": "cpu",
              "code_sha": "none"}
    if sae_type == "bilinear_gated":
        config.update(lambda_sparsity=1e-3, lambda_aux=1.0)
    if sae_type == "bilinear_jumprelu":
        config.update(lambda_sparsity=1e-3, bandwidth=1e-3, init_threshold=1e-3)
    return config


def expect_sae(expected, file, model, sae_type, form="A", rank=1, **more):
    for key, tensor in model.state_dict().items():
        expected.tensor(file, key, tensor)
    facts = {"form": form, "type": sae_type, "features": NF, "rank": rank, "dk": DK, "dv": DV, "k": K,
             "batchTopK": False, "layer": 9, "head": 4, "hasEncoder": True}
    factors = [getattr(model, name, None) for name in ("V", "W")]
    if factors[0] is None:
        factors = [getattr(model, name, None) for name in ("V_dec", "W_dec")]
    if factors[0] is not None:
        atom = [[factor[3, r].tolist() for r in range(rank)] for factor in factors]
        facts.update(atom3Key=atom[0], atom3Value=atom[1])
    expected.fact(file, **(facts | more))


def form_a(out, expected, sae):
    variants = ["flat", "rank1", "bilinear", "bilinear_tied", "bilinear_flat", "bilinear_gated", "bilinear_jumprelu"]
    for number, sae_type in enumerate(variants):
        for rank in (1, 2) if sae_type in ("rank1", "bilinear") else (1,):
            file = f"form_a_{sae_type}{'_rank2' if rank == 2 else ''}.pt"
            model = build(sae, sae_type, rank, number)
            torch.save({"model_state_dict": model.state_dict(), "config": full_config(sae_type, rank),
                        "epoch": 1, "step": 10, "val_mse": 0.125}, out / file)
            expect_sae(expected, file, model, sae_type, rank=rank, valMse=0.125)


def form_a_without_config(out, expected, sae):
    """Type and sizes inferred from tensors; factors of rank 1 stored with two axes, as early files have them."""
    for number, sae_type in enumerate(["flat", "rank1", "bilinear", "bilinear_tied", "bilinear_flat", "bilinear_gated",
                                       "bilinear_jumprelu"]):
        model = build(sae, sae_type, 1, 20 + number)
        state = collections.OrderedDict((key, tensor.squeeze(1) if tensor.ndim == 3 else tensor)
                                        for key, tensor in model.state_dict().items())
        file = f"form_a_{sae_type}_2d_no_config.pt"
        torch.save({"model_state_dict": state, "best_val_mse": np.float64(0.5)}, out / file)
        unknown = {"dk": None, "dv": None} if sae_type == "flat" else {}
        expect_sae(expected, file, model, sae_type, valMse=0.5, layer=None, head=None, k=32, **unknown)


def form_a_stated_untied(out, expected, sae):
    """Upstream's loader takes a bilinear state_dict without encoder factors for a tied one, whatever the config says."""
    file = "form_a_bilinear_stated_untied.pt"
    model = build(sae, "bilinear_tied", 1, 60)
    config = full_config("bilinear", 1)
    torch.save({"model_state_dict": model.state_dict(), "config": config, "val_mse": 0.5}, out / file)
    sae.build_sae_from_config(config, state_dict=model.state_dict()).load_state_dict(model.state_dict())
    expect_sae(expected, file, model, "bilinear_tied", valMse=0.5)


def form_a_training(out, expected, sae):
    """checkpoint.pt of a run under way: optimiser state beside the model."""
    model = build(sae, "bilinear", 1, 40)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-4)
    model(torch.randn(3, DK, DV)).loss.backward()
    optimizer.step()
    file = "form_a_training.pt"
    torch.save({"model_state_dict": model.state_dict(), "optimizer_state_dict": optimizer.state_dict(), "step": 1,
                "epoch": 0, "best_val_mse": 0.25, "config": full_config("bilinear", 1) | {"use_batchtopk": True}}, out / file)
    expect_sae(expected, file, model, "bilinear", valMse=0.25, batchTopK=True)


def foreign_module():
    """Classes of a package that the reader cannot know, with a decoder module of its own."""
    lab = types.ModuleType("some_lab.models")

    class Decoder(torch.nn.Module):
        def __init__(self, v, w):
            super().__init__()
            self.v = torch.nn.Parameter(v)
            self.w = torch.nn.Parameter(w)
            self.activation = torch.nn.functional.relu

    class WriteSae(torch.nn.Module):
        def __init__(self, v, w):
            super().__init__()
            self.decoder = Decoder(v, w)
            self.register_buffer("steps_since_active", torch.zeros(len(v), dtype=torch.long))
            self.config = argparse.Namespace(k=7)

    class Holder:
        def __init__(self, v, w):
            self.decoder_v = v
            self.decoder_w = w

    for cls in (Decoder, WriteSae, Holder):
        cls.__module__, cls.__qualname__ = lab.__name__, cls.__name__
        setattr(lab, cls.__name__, cls)
    sys.modules["some_lab"] = types.ModuleType("some_lab")
    sys.modules[lab.__name__] = lab
    return lab


def form_b_and_c(out, expected, sae):
    lab = foreign_module()
    torch.manual_seed(50)
    v, w = torch.randn(NF, DK), torch.randn(NF, DV)
    decoder_only = {"type": None, "features": NF, "rank": 1, "dk": DK, "dv": DV, "hasEncoder": False,
                    "atom3Key": [v[3].tolist()], "atom3Value": [w[3].tolist()]}

    torch.save({"config": {"layer": 9, "head": 4, "k": K}, "val_mse": np.float32(0.75), "sae": lab.WriteSae(v, w)},
               out / "form_b_decoder_only.pt")
    expected.fact("form_b_decoder_only.pt", form="B", valMse=0.75, layer=9, head=4, k=K, **decoder_only)

    model = build(sae, "bilinear", 1, 51)
    torch.save({"config": full_config("bilinear", 1), "val_mse": 0.0625, "sae": model}, out / "form_b_upstream.pt")
    expect_sae(expected, "form_b_upstream.pt", model, "bilinear", form="B", valMse=0.0625)
    tied = build(sae, "bilinear_tied", 1, 52)
    torch.save(tied, out / "form_b_bare_module.pt")
    expect_sae(expected, "form_b_bare_module.pt", tied, "bilinear_tied", form="B", layer=None, head=None, k=K)

    torch.save(lab.Holder(v, w), out / "form_c_object.pt")
    torch.save({"decoder_v": v, "decoder_w": w, "k": 9}, out / "form_c_dict.pt")
    for file in ("form_c_object.pt", "form_c_dict.pt"):
        expected.fact(file, form="C", valMse=None, layer=None, head=None, **decoder_only)


# --- plain tensors ----------------------------------------------------------------------------------


def torch_tensors(out, expected):
    base = torch.arange(24, dtype=torch.float32).reshape(4, 6) / 7
    tensors = {
        "f64": torch.randn(3, 2, dtype=torch.float64), "f32": base, "f16": base.half(), "bf16": base.bfloat16(),
        "i64": torch.tensor([2**40, -1]), "i32": torch.tensor([[-7]], dtype=torch.int32),
        "i16": torch.tensor([-300, 300], dtype=torch.int16), "i8": torch.tensor([-128, 127], dtype=torch.int8),
        "u8": torch.tensor([0, 255], dtype=torch.uint8), "bool": torch.tensor([True, False, True]),
        "scalar": torch.tensor(2.5), "empty": torch.zeros(0, 3), "transposed": base.t(), "row": base[2],
        "column": base[:, 4], "slice": base[1:3, ::2], "expanded": torch.tensor([1.5, 2.5]).expand(3, 2),
        "permuted": torch.arange(24, dtype=torch.int64).reshape(2, 3, 4).permute(2, 0, 1),
        "bf16_transposed": base.bfloat16().t(), "parameter": torch.nn.Parameter(base[0].clone()),
        "denormal": torch.tensor([1e-40, -0.0, 6e-8], dtype=torch.float32),
        "special": torch.tensor([float("inf"), float("-inf"), float("nan")], dtype=torch.float16),
    }
    data = {"tensors": tensors,
            "values": {"size": torch.Size([2, 3]), "device": torch.device("cuda", 1), "dtype": torch.bfloat16,
                       "np_float": np.float64(0.1), "np_int": np.int32(-5), "np_bool": np.bool_(True),
                       "np_array": np.asfortranarray(np.arange(6.0).reshape(2, 3)), "none": None, "big": 2**70,
                       "negative": -(2**40), "tuple": (1, "two", 3.0), "set": {7}, "nested": [[1, [2]], {"a": {3: 4}}],
                       "namespace": argparse.Namespace(lr=0.5), "pairs": {(9, 4): "L9H4"}, "path": Path("a") / "b",
                       "text": "Σ αβγ 🙂", "ordered": collections.OrderedDict(z=1, a=2),
                       "default": collections.defaultdict(int, {"x": 1}), "bytes": b"\x00\xff"}}
    for file, protocol in (("tensors.pt", 2), ("tensors_protocol4.pt", 4)):
        torch.save(data, out / file, pickle_protocol=protocol)
        for key, tensor in tensors.items():
            expected.tensor(file, key, tensor)
    rewrite_zip(out / "tensors.pt", out / "tensors_deflated.pt", zipfile.ZIP_DEFLATED, lambda name, content: content)
    torch.save({"x": base, "y": base.t()}, out / "swapped_source.pt")
    rewrite_zip(out / "swapped_source.pt", out / "tensors_big_endian.pt", zipfile.ZIP_STORED, big_endian)
    (out / "swapped_source.pt").unlink()
    expected.tensor("tensors_big_endian.pt", "x", base)
    expected.tensor("tensors_big_endian.pt", "y", base.t())
    legacy = io.BytesIO()
    torch.save({"x": base}, legacy, _use_new_zipfile_serialization=False)
    (out / "legacy.pt").write_bytes(legacy.getvalue()[:100])  # What follows contains addresses, new each time.


def rewrite_zip(source, target, method, change):
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", method) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), change(name, old.read(name)), method)


def big_endian(name, content):
    if name.endswith("/byteorder"):
        return b"big"
    return np.frombuffer(content, "<f4").astype(">f4").tobytes() if "/data/" in name else content


def safetensors_file(out, expected):
    base = torch.arange(10, dtype=torch.float32) / 3
    tensors = {name: base.to(dtype).reshape(2, 5) for name, dtype in {
        "f64": torch.float64, "f32": torch.float32, "f16": torch.float16, "bf16": torch.bfloat16, "i64": torch.int64,
        "i32": torch.int32, "i16": torch.int16, "i8": torch.int8, "u8": torch.uint8, "bool": torch.bool}.items()}
    tensors["scalar"], tensors["empty"] = torch.tensor(1.5), torch.zeros(3, 0)
    save_file(tensors, out / "all_types.safetensors", metadata={"note": "ünïcode"})
    for key, tensor in tensors.items():
        expected.tensor("all_types.safetensors", key, tensor)


def numpy_files(out, expected):
    arrays = {"f8": np.linspace(-1, 1, 6).reshape(2, 3), "f4": np.arange(6, dtype="f4").reshape(3, 2) / 7,
              "f2": np.arange(4, dtype="f2") / 3, "i8": np.array([2**50, -3]), "i4": np.array([[5, -6]], "i4"),
              "i2": np.array([-300, 7], "i2"), "i1": np.array([-1, 1], "i1"), "u1": np.array([0, 255], "u1"),
              "b1": np.array([True, False]), "scalar": np.array(4.5), "empty": np.zeros((0, 2), "f4"),
              "fortran": np.asfortranarray(np.arange(24, dtype="f4").reshape(2, 3, 4)),
              "big_endian": np.arange(5, dtype=">f8") / 3, "big_fortran": np.asfortranarray(np.arange(6, dtype=">i4").reshape(2, 3))}
    for name, array in arrays.items():
        np.save(out / f"{name}.npy", array)
        native = np.ascontiguousarray(array).astype(array.dtype.newbyteorder("=")).reshape(array.shape)
        expected.tensor("npy", name, torch.from_numpy(native))
    for version in (2, 3):
        with open(out / f"version{version}.npy", "wb") as file:
            np.lib.format.write_array(file, arrays["f4"], version=(version, 0))
    deterministic(out / "stored.npz", np.savez, arrays)
    deterministic(out / "deflated.npz", np.savez_compressed, arrays | {"zeros": np.zeros(5000, "f4")})
    np.save(out / "structured.npy", np.zeros(2, dtype=[("a", "<f4"), ("b", "<i4")]))
    np.save(out / "text.npy", np.array(["abc"]))
    np.save(out / "object.npy", np.array([Attack(os.system, MARKER)], dtype=object), allow_pickle=True)


def deterministic(path, save, arrays):
    """numpy's archives carry no times worth keeping."""
    buffer = io.BytesIO()
    save(buffer, **arrays)
    path.write_bytes(buffer.getvalue())
    method = zipfile.ZIP_DEFLATED if save is np.savez_compressed else zipfile.ZIP_STORED
    rewrite_zip(path, path.with_suffix(".tmp"), method, lambda name, content: content)
    path.with_suffix(".tmp").replace(path)


# --- hostile files ----------------------------------------------------------------------------------


class Attack:
    """Unpickling this would call a function."""

    def __init__(self, function, *args):
        self.function, self.args = function, args

    def __reduce__(self):
        return self.function, self.args


def hostile(out):
    harmless = torch.arange(3.0)
    module = torch.nn.Linear(2, 1)
    module.secret = {"deep": [Attack(os.system, MARKER)]}
    attacks = {
        "os_system": Attack(os.system, MARKER),
        "builtins_eval": {"model_state_dict": {"V": harmless}, "config": Attack(eval, f"__import__('os').system('{MARKER}')")},
        "builtins_exec": [Attack(exec, f"import os; os.system('{MARKER}')")],
        "subprocess": Attack(subprocess.Popen, ["touch", "writesae-was-here"]),
        "getattr": Attack(getattr, harmless, "__class__"),
        "import_module": Attack(__import__, "os"),
        "in_module_state": {"sae": module},
        "torch_load": Attack(torch.load, "other.pt"),
        "unknown_call": Attack(shutil.rmtree, "somewhere"),
        "json_loads": Attack(json.loads, "{}"),
    }
    for name, attack in attacks.items():
        torch.save(attack, out / f"hostile_{name}.pt")
    torch.save(Attack(os.system, MARKER), out / "hostile_stack_global.pt", pickle_protocol=4)
    handmade = {
        # An object whose state gives it a __setstate__, and a second state for that to act on.
        "setstate": b"\x80\x02cargparse\nNamespace\n)\x81}X\x0c\x00\x00\x00__setstate__cposix\nsystem\nsb"
                    + b"X\x17\x00\x00\x00" + MARKER.encode() + b"b.",
        "reduce_by_name": b"\x80\x04\x8c\x05posix\x8c\x06system\x93\x8c\x17" + MARKER.encode() + b"\x85R.",
        "subprocess_call": b"\x80\x02csubprocess\ncall\nX\x17\x00\x00\x00" + MARKER.encode() + b"\x85R.",
        "inst": b"(X\x17\x00\x00\x00" + MARKER.encode() + b"iposix\nsystem\n.",
        "obj": b"(cposix\nsystem\nX\x17\x00\x00\x00" + MARKER.encode() + b"o.",
        "extension": b"\x80\x02\x82\x01.",
        "persistent_text": b"P0\n.",
        "newobj_of_function": b"\x80\x02cposix\nsystem\nX\x17\x00\x00\x00" + MARKER.encode() + b"\x85\x81.",
        "partial": b"\x80\x02cfunctools\npartial\ncos\nsystem\n\x85R.",
        "laughs": b"\x80\x02" + b"]q\x00X\x03\x00\x00\x00lola" + b"".join(
            b"](" + (b"h" + bytes([i])) * 10 + b"eq" + bytes([i + 1]) for i in range(40)) + b".",
        "deep": b"\x80\x02" + b"]" * 100_000 + b"a" * 99_999 + b".",
        "cycle": b"\x80\x02]q\x00h\x00a.",
        "huge_long": b"\x80\x02\x8b\xff\xff\xff\x7f.",
        "negative_long": b"\x80\x02\x8b\xff\xff\xff\xff.",
        "huge_text": b"\x80\x02X\xff\xff\xff\x7fabc.",
        "huge_text8": b"\x80\x04\x8d" + b"\xff" * 8 + b"abc.",
        "empty_stack": b"\x80\x02R.",
        "mark_as_value": b"\x80\x02(.",
        "list_as_key": b"\x80\x02}]Ns.",
        "no_stop": b"\x80\x02]",
        "unknown_memo": b"\x80\x02h\x07.",
        "nested_opcode": b"\x80\x02\xff.",
        "second_pickle": b"\x80\x02N.\x80\x02N.",
    }
    for name, content in handmade.items():
        write_zip(out / f"hostile_{name}.pt", {"data.pkl": content, "version": b"3\n", "byteorder": b"little"})
    claims = {
        "short_storage": tensor_pickle(numel=100, size=(10, 10), stride=(10, 1)),
        "stride_beyond": tensor_pickle(numel=4, size=(2, 2), stride=(4, 1)),
        "stride_overflow": tensor_pickle(numel=4, size=(3, 2), stride=(2**62, 1)),
        "size_overflow": tensor_pickle(numel=4, size=(2**40, 2**40), stride=(0, 0)),
        "expanded_bomb": tensor_pickle(numel=4, size=(2**40,), stride=(0,)),
        "negative_size": tensor_pickle(numel=4, size=(-1, 2), stride=(1, 1)),
        "negative_stride": tensor_pickle(numel=4, size=(2, 2), stride=(-1, 1)),
        "negative_offset": tensor_pickle(numel=4, size=(2,), stride=(1,), offset=-1),
        "negative_numel": tensor_pickle(numel=-4, size=(2,), stride=(1,)),
        "offset_overflow": tensor_pickle(numel=4, size=(2,), stride=(1,), offset=2**63 - 1),
        "missing_storage": tensor_pickle(numel=4, size=(2,), stride=(1,), key="9"),
        "climbing_storage": tensor_pickle(numel=4, size=(2,), stride=(1,), key="../data.pkl"),
        "complex_storage": tensor_pickle(numel=2, size=(2,), stride=(1,), storage="ComplexFloatStorage"),
    }
    for name, content in claims.items():
        write_zip(out / f"hostile_{name}.pt", {"data.pkl": content, "data/0": bytes(16), "version": b"3\n"})


def tensor_pickle(numel, size, stride, offset=0, key="0", storage="FloatStorage"):
    """The pickle that torch.save writes for {"x": tensor}, with numbers of our choice."""
    integer = lambda n: b"\x8a\x08" + n.to_bytes(8, "little", signed=True)
    text = lambda s: b"X" + len(s).to_bytes(4, "little") + s.encode()
    numbers = lambda ns: b"(" + b"".join(map(integer, ns)) + b"t"
    return (b"\x80\x02}" + text("x") + b"ctorch._utils\n_rebuild_tensor_v2\n((" + text("storage")
            + b"ctorch\n" + storage.encode() + b"\n" + text(key) + text("cpu") + integer(numel) + b"tQ"
            + integer(offset) + numbers(size) + numbers(stride) + b"\x89ccollections\nOrderedDict\n)RtRs.")


def write_zip(path, entries):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in entries.items():
            method = zipfile.ZIP_DEFLATED if len(content) > 10_000 else zipfile.ZIP_STORED
            archive.writestr(zipfile.ZipInfo(f"{path.stem}/{name}"), content, method)


# --- all of it --------------------------------------------------------------------------------------


def generate(out, upstream):
    sys.path.insert(0, str(upstream))
    from core import sae

    torch.manual_seed(0)
    expected = Expected()
    form_a(out, expected, sae)
    form_a_without_config(out, expected, sae)
    form_a_stated_untied(out, expected, sae)
    form_a_training(out, expected, sae)
    form_b_and_c(out, expected, sae)
    torch_tensors(out, expected)
    safetensors_file(out, expected)
    numpy_files(out, expected)
    hostile(out)
    save_file(expected.tensors, out / "expected.safetensors")
    (out / "expected.json").write_text(json.dumps(expected.facts, indent=1) + "\n")


def compare(made, target):
    """Prints what differs and returns the differing names."""
    names = sorted({p.name for p in made.iterdir()} | ({p.name for p in target.iterdir()} if target.exists() else set()))
    changed = []
    for name in names:
        new, old = made / name, target / name
        if not new.exists() or not old.exists() or new.read_bytes() != old.read_bytes():
            changed.append(name)
            print(("gone     " if not new.exists() else "new      " if not old.exists() else "changed  ") + name)
    print(f"{len(names)} files, {len(changed)} differ, {sum(p.stat().st_size for p in made.iterdir())} bytes")
    return changed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--upstream", type=Path, required=True, help="checkout of the WriteSAE repository")
    parser.add_argument("--write", action="store_true", help="write the files, not only compare")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder)
        generate(made, args.upstream.resolve())
        changed = compare(made, TARGET)
        if args.write:
            TARGET.mkdir(parents=True, exist_ok=True)
            for name in changed:
                if (made / name).exists():
                    shutil.copyfile(made / name, TARGET / name)
                else:
                    (TARGET / name).unlink()


if __name__ == "__main__":
    main()
