"""A graph in int8 becomes the weights that it was made of: (quantised - zero point) * scale."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.records import ModelError

if TYPE_CHECKING:
    import onnx

Tensor = NDArray[np.float32]
_PARTS = ("embeddings.", "encoder.", "bert.", "qa_outputs.")


def weights_of(graph: "onnx.GraphProto", within: str = "") -> Iterator[tuple[str, Tensor]]:
    """Yield the names and values of the parameters of a BERT.

    :param within: What its names begin with in the graph, and are given without.
    :raises ModelError: If a product has no bias behind it to tell whose it is.
    """
    from onnx import numpy_helper

    constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    for name, value in constants.items():
        own = name.removeprefix(within)
        if not (name.startswith(within) and own.startswith(_PARTS)):
            continue
        if name.endswith("_quantized"):
            yield own.removesuffix("_quantized"), _dequantised(constants, name)
        elif value.dtype == np.float32 and not name.endswith("_scale"):
            yield own, value
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            bias = _bias_after(graph, node.output[0], constants)
            weight = _dequantised(constants, node.input[1])
            # ONNX multiplies by (in, out), torch stores (out, in)
            name = bias.removeprefix(within).removesuffix("bias")
            yield f"{name}weight", np.ascontiguousarray(weight.T)


def _dequantised(constants: dict[str, Any], name: str) -> Tensor:
    base = name.removesuffix("_quantized")
    scale, zero = constants[f"{base}_scale"], constants[f"{base}_zero_point"]
    return np.asarray((constants[name].astype(np.float32) - zero) * scale, dtype=np.float32)


def _bias_after(graph: "onnx.GraphProto", output: str, constants: dict[str, Any]) -> str:
    """Return the bias that is added to a product: its name tells whose product it is."""
    for _ in range(4):  # MatMulInteger, Cast, Mul, Add
        follower = next(node for node in graph.node if output in node.input)
        biases = [name for name in follower.input if name in constants and name.endswith(".bias")]
        if follower.op_type == "Add" and biases:
            return str(biases[0])
        output = follower.output[0]
    raise ModelError(f"看不懂的模型结构（{output} 之后没有偏置）")
