"""A shipped model becomes a folder that training can start from: its int8 weights as floats.

The floats that it was made of are not kept. What rounding took is little (`measure` shows how
much), and training goes on from there.

    python -m index.training.thaw --models index/models --kind reranker --base B --out W/shipped
"""

import argparse
from pathlib import Path

from index.records import ModelError
from index.training.export import Kind
from index.training.weights import weights_of

_WRAPPER = "bert."  # the exported graph holds the model as its part of this name


def thaw(shipped: Path, kind: Kind, base: Path, out: Path) -> None:
    """Write a model folder with a shipped model's weights, all else as in the base's folder.

    :raises ModelError: If the graph lacks a weight of the model.
    """
    import onnx
    import torch
    from transformers import AutoModel, AutoModelForQuestionAnswering, AutoTokenizer

    weights = dict(weights_of(onnx.load(str(shipped / "model.onnx")).graph, _WRAPPER))
    if kind is Kind.ENCODER:
        model = AutoModel.from_pretrained(base, add_pooling_layer=False)
    else:
        model = AutoModelForQuestionAnswering.from_pretrained(base, num_labels=2)
    own = model.state_dict()
    if lacking := sorted(set(own) - set(weights)):
        raise ModelError(f"{shipped / 'model.onnx'}: 缺少权重 {'、'.join(lacking)}")
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
