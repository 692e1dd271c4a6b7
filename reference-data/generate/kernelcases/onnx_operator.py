"""ONNX's operator LinearAttention (opset 27), run twice in float64: by the reference evaluator's own class, and by the
function body that the standard defines it with.

Both do everything in float32. Here the class sees a NumPy whose float32 is float64, and the body's casts name double.
"""

import types

import numpy as np
import onnx
import onnx.reference
import onnx.reference.ops.op_linear_attention as operator
from onnx import TensorProto, helper

OPSET = 27
INPUTS = "query", "key", "value", "past_state", "decay", "beta"
OUTPUTS = "output", "present_state"


class _Float64(types.ModuleType):
    """NumPy, but with float64 in the place of float32."""

    float32 = np.float64

    def __getattr__(self, name):
        return getattr(np, name)


def _node(rule, heads, scale, names):
    names = [name if name in names else "" for name in INPUTS]
    while not names[-1]:
        names.pop()
    return helper.make_node(
        "LinearAttention", names, OUTPUTS, update_rule=rule, q_num_heads=heads, kv_num_heads=heads, scale=scale
    )


def _model(node, given, functions=()):
    value = lambda name, shape: helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
    graph = helper.make_graph(
        [node],
        "one",
        [value(name, given[name].shape) for name in node.input if name],
        [value(name, None) for name in OUTPUTS],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], functions=functions)


def evaluate(node, given):
    """The reference evaluator as it is: in float32."""
    evaluator = onnx.reference.ReferenceEvaluator(_model(node, given))
    return evaluator.run(None, {name: given[name].astype(np.float32) for name in node.input if name})


def evaluate64(node, given):
    """The same class in float64."""
    operator.np = _Float64("numpy")
    try:
        return onnx.reference.ReferenceEvaluator(_model(node, given)).run(None, given)
    finally:
        operator.np = np


def body64(node, given):
    """The operator's function body, primitive operators under a Scan, with double for its float32."""
    kinds = [
        helper.make_tensor_type_proto(TensorProto.FLOAT, given[name].shape).SerializeToString() if name else b""
        for name in node.input
    ]
    schema = onnx.defs.get_schema("LinearAttention", OPSET)
    body = schema.get_context_dependent_function_with_opset_version(OPSET, node.SerializeToString(), kinds)
    function = onnx.FunctionProto.FromString(body)
    _doubled(function.node)
    # An evaluator of its own: the whole model's would take the class above for the operator.
    evaluator = onnx.reference.ReferenceEvaluator(function)
    attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
    return evaluator.run(None, given, attributes=attributes)


def _doubled(nodes):
    for node in nodes:
        for attribute in node.attribute:
            if node.op_type == "Cast" and attribute.name == "to" and attribute.i == TensorProto.FLOAT:
                attribute.i = TensorProto.DOUBLE
            if node.op_type == "Constant" and attribute.t.data_type == TensorProto.FLOAT:
                array = onnx.numpy_helper.to_array(attribute.t).astype(np.float64)
                attribute.t.CopyFrom(onnx.numpy_helper.from_array(array))
            _doubled(attribute.g.node)


def linear_attention(rule, state, scale=1.0, **parts):
    """Rows [T, H, ...] of `query`, `key`, `value`, and `decay` (a logarithm) and `beta` where the rule has them, from
    the state [H, d_k, d_v]: outputs [T, H, d_v] and the states after every token. Scale 0 is the default, 1/sqrt(d_k)."""
    rows, heads = parts["query"].shape[:2]
    pack = lambda x: np.ascontiguousarray(x, dtype=np.float64).reshape(1, len(x), -1)
    node = _node(rule, heads, scale, {"past_state", *parts})
    before = np.asarray(state, dtype=np.float64)[None]
    given = {name: pack(x) for name, x in parts.items()} | {"past_state": before}
    output, last = evaluate64(node, given)
    # Token by token with the state handed on, and by the function body: the same.
    states, steps, now = [], [], before
    for t in range(rows):
        one, now = evaluate64(node, {name: pack(x[t : t + 1]) for name, x in parts.items()} | {"past_state": now})
        steps.append(one[0, 0])
        states.append(now[0])
    for other in ((np.array(steps)[None], now), body64(node, given)):
        for ours, theirs in zip((output, last), other):
            assert theirs.dtype == np.float64 and _apart(ours, theirs.reshape(ours.shape)) < 1e-12
    assert max(_apart(a, b) for a, b in zip((output, last), evaluate(node, given))) < 1e-5
    return output.reshape(rows, heads, -1), np.array(states)


def _apart(expected, actual):
    return np.abs(expected - actual).max() / np.abs(expected).max()
