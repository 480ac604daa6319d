"""A shipped model becomes a folder that training can start from: its int8 weights as floats.

The floats that it was made of are not kept. What rounding took is little (`measure` shows how
much), and training goes on from there.

    python -m index.training.thaw --models index/models --kind reranker --base B --out W/shipped
"""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.training.export import Kind

if TYPE_CHECKING:
    import onnx

_PREFIX = "bert."  # the exported graph holds the model as its part of this name
_TABLE = "_quantized"


def weights_of(graph: "onnx.ModelProto") -> dict[str, NDArray[np.float32]]:
    """Return the weights of an exported graph by the names that they have in the model.

    A weight in 8 bits is (value - zero point) * scale, each column of a product with its own; a
    product's stand the other way about in the model.
    """
    from onnx import numpy_helper

    stored = {one.name: numpy_helper.to_array(one) for one in graph.graph.initializer}
    weights = {
        name.removeprefix(_PREFIX): values
        for name, values in stored.items()
        if name.startswith(_PREFIX) and values.dtype == np.float32 and values.ndim
    }
    for name, table, transposed in _quantised(graph):
        root = table.removesuffix(_TABLE)
        zero = stored[f"{root}_zero_point"].astype(np.float32)
        values = (stored[table].astype(np.float32) - zero) * stored[f"{root}_scale"]
        weights[name] = np.ascontiguousarray(values.T if transposed else values)
    return weights


def _quantised(graph: "onnx.ModelProto") -> Iterator[tuple[str, str, bool]]:
    """Yield the model's name of each weight in 8 bits, the graph's, and whether it is turned."""
    for node in graph.graph.node:
        if node.op_type == "MatMulInteger":
            path = node.name.removesuffix("_quant").removesuffix("/MatMul")
            name = path.strip("/").replace("/", ".").removeprefix(_PREFIX)
            yield f"{name}.weight", node.input[1], True
        elif node.op_type == "Gather" and node.input[0].endswith(_TABLE):
            name = node.input[0].removesuffix(_TABLE).removeprefix(_PREFIX)
            yield name, node.input[0], False


def thaw(shipped: Path, kind: Kind, base: Path, out: Path) -> None:
    """Write a model folder with a shipped model's weights, all else as in the base's folder.

    :raises ValueError: If the graph lacks a weight of the model.
    """
    import onnx
    import torch
    from transformers import AutoModel, AutoModelForQuestionAnswering, AutoTokenizer

    weights = weights_of(onnx.load(str(shipped / "model.onnx")))
    if kind is Kind.ENCODER:
        model = AutoModel.from_pretrained(base, add_pooling_layer=False)
    else:
        model = AutoModelForQuestionAnswering.from_pretrained(base, num_labels=2)
    own = model.state_dict()
    if lacking := sorted(set(own) - set(weights)):
        raise ValueError(f"{shipped / 'model.onnx'} lacks {', '.join(lacking)}")
    model.load_state_dict({name: torch.from_numpy(weights[name].copy()) for name in own})
    model.save_pretrained(out)
    AutoTokenizer.from_pretrained(base).save_pretrained(out)


def main() -> None:
    """Thaw one of the shipped models."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=Path, required=True, help="folder of shipped models")
    parser.add_argument("--kind", choices=[kind.value for kind in Kind], required=True)
    parser.add_argument("--base", type=Path, required=True, help="folder of the base model")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    thaw(options.models / options.kind, Kind(options.kind), options.base, options.out)


if __name__ == "__main__":
    main()
