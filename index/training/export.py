"""A trained model becomes a folder to ship: int8 ONNX, tokenizer, settings, and checksums.

The encoder's graph pools and normalises inside: it gives `vector`, shape (n, dimension), the
first token's vector at unit length. The reranker's gives `logits`, shape (n, tokens, 2): of an
answer's beginning and end at each token. Both take `input_ids`, `attention_mask` and
`token_type_ids`, each (n, tokens), 64-bit integers.
"""

import argparse
import hashlib
import json
import tempfile
import warnings
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.onnx_model import PROBE, PROBE_SHAPE

if TYPE_CHECKING:
    import onnx
    import torch

_INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_OPSET = 17
MAX_BYTES = 25_000_000


class Kind(StrEnum):
    """Which of the two models a folder holds."""

    ENCODER = "encoder"
    RERANKER = "reranker"


def export_fp32(model: Path, kind: Kind, out: Path) -> None:
    """Write the graph of a sentence-transformers folder in 32-bit floats."""
    import torch

    graph, output = _graph(model, kind)
    example = tuple(torch.ones((2, 8), dtype=torch.long) for _ in _INPUTS)
    names = _INPUTS if kind is Kind.ENCODER else (*_INPUTS, output)
    axes = {output: {0: "texts"}} | {name: {0: "texts", 1: "tokens"} for name in names}
    out.parent.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # the tracer warns of shapes that are fixed on purpose
        torch.onnx.export(
            graph,
            example,
            str(out),
            input_names=list(_INPUTS),
            output_names=[output],
            dynamic_axes=axes,
            opset_version=_OPSET,
            dynamo=False,
        )


def _graph(model: Path, kind: Kind) -> "tuple[torch.nn.Module, str]":
    import torch
    from transformers import AutoModel, AutoModelForQuestionAnswering

    class Encoder(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.bert = AutoModel.from_pretrained(
                model, attn_implementation="eager", add_pooling_layer=False
            )

        def forward(self, ids: Any, mask: Any, types: Any) -> Any:
            states = self.bert(input_ids=ids, attention_mask=mask, token_type_ids=types)[0]
            return torch.nn.functional.normalize(states[:, 0], dim=-1)

    class Reranker(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.bert = AutoModelForQuestionAnswering.from_pretrained(
                model, attn_implementation="eager"
            )

        def forward(self, ids: Any, mask: Any, types: Any) -> Any:
            read = self.bert(input_ids=ids, attention_mask=mask, token_type_ids=types)
            return torch.stack([read.start_logits, read.end_logits], dim=-1)

    if kind is Kind.ENCODER:
        return Encoder().eval(), "vector"
    return Reranker().eval(), "logits"


def quantise(fp32: Path, int8: Path, per_channel: bool = True) -> None:
    """Write the graph with weights in 8 bits, the word vectors' too; activations at run time.

    The range of each column of weights is its own and need not lie about zero, which unsigned
    weights allow; then 128 is taken from weights and zero points alike: the same numbers, signed,
    that newer processors multiply two to three times as fast (`index.onnx_model` asks for unsigned
    ones where they would saturate). Weights of 7 bits, which saturate nowhere, cost the trained
    encoder .08 of nDCG@10 (cosine to fp32 .93; of 8 bits .994).
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.shape_inference import quant_pre_process

    with tempfile.TemporaryDirectory() as folder:
        ready = Path(folder) / "ready.onnx"
        quant_pre_process(str(fp32), str(ready), skip_symbolic_shape=True)
        quantize_dynamic(
            str(ready),
            str(int8),
            op_types_to_quantize=["MatMul", "Gather", "Gemm"],
            per_channel=per_channel,
            weight_type=QuantType.QUInt8,
        )
    graph = onnx.load(str(int8))
    make_signed(graph)
    onnx.save(graph, str(int8))


def make_signed(model: "onnx.ModelProto") -> None:
    """Turn the unsigned weights of all integer products, and their zero points, into signed ones.

    :raises ValueError: If a weight is no unsigned byte.
    """
    from onnx import numpy_helper

    weights = {
        name
        for node in model.graph.node
        if node.op_type == "MatMulInteger"
        for name in (node.input[1], node.input[3])
    }
    for tensor in model.graph.initializer:
        if tensor.name in weights:
            values = numpy_helper.to_array(tensor)
            if values.dtype != np.uint8:
                raise ValueError(f"{tensor.name} is of {values.dtype}, not of unsigned bytes")
            signed = (values ^ 0x80).view(np.int8)
            tensor.CopyFrom(numpy_helper.from_array(signed, tensor.name))


def write_probe(models: Path) -> None:
    """Write the graph that tells whether a processor multiplies bytes exactly."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    rows, inner = PROBE_SHAPE
    weights = np.full((inner, rows), 127, dtype=np.int8)
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["bytes", "weights"], ["product"])],
        "probe",
        [helper.make_tensor_value_info("bytes", TensorProto.UINT8, PROBE_SHAPE)],
        [helper.make_tensor_value_info("product", TensorProto.INT32, (rows, rows))],
        [numpy_helper.from_array(weights, "weights")],
    )
    opsets = [helper.make_opsetid("", _OPSET)]
    onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=8), str(models / PROBE))


def ship(
    model: Path, kind: Kind, out: Path, base: str, max_tokens: int, work: Path | None = None
) -> Path:
    """Write model.onnx, tokenizer.json and config.json to `out`; return the graph in fp32.

    Settings that are there already and that we don't set, such as a calibration, are kept.
    """
    fp32 = (work or out) / f"{kind}-fp32.onnx"
    export_fp32(model, kind, fp32)
    out.mkdir(parents=True, exist_ok=True)
    quantise(fp32, out / "model.onnx")
    size = (out / "model.onnx").stat().st_size
    if size > MAX_BYTES:
        raise ValueError(f"{out / 'model.onnx'} has {size} bytes, more than {MAX_BYTES}")
    # Training leaves its own length in the tokenizer: whoever reads the folder says how long.
    tokenizer = json.loads((model / "tokenizer.json").read_text(encoding="utf-8"))
    text = json.dumps({**tokenizer, "truncation": None, "padding": None}, ensure_ascii=False)
    (out / "tokenizer.json").write_text(text + "\n", encoding="utf-8")
    hidden = json.loads((model / "config.json").read_text(encoding="utf-8"))["hidden_size"]
    settings: dict[str, object] = {
        "kind": kind,
        "base": base,
        "max_tokens": max_tokens,
        "inputs": list(_INPUTS),
        "precision": "int8",
    }
    if kind is Kind.ENCODER:
        settings |= {
            "output": "vector",
            "dimension": hidden,
            "pooling": "first token, unit length, inside the graph",
            "question_prompt": "",
            "passage_prompt": "",
            "calibration": None,
        }
    else:
        settings |= {"output": "logits"}
    update_settings(out, settings)
    return fp32


def update_settings(folder: Path, settings: Mapping[str, object]) -> None:
    """Write the settings into config.json, beside those that are there."""
    path = folder / "config.json"
    known = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    text = json.dumps({**known, **settings}, ensure_ascii=False, indent=1, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")


def write_checksums(models: Path) -> None:
    """Write checksums.json: the SHA-256 of every file under the folder, by its path."""
    digests = {
        path.relative_to(models).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(models.rglob("*"))
        if path.is_file() and path.name != "checksums.json"
    }
    text = json.dumps(digests, indent=1, sort_keys=True)
    (models / "checksums.json").write_text(text + "\n", encoding="utf-8")


def main() -> None:
    """Export one model, or write the checksums of both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=Path, required=True, help="folder of shipped models")
    parser.add_argument("--kind", choices=[kind.value for kind in Kind])
    parser.add_argument("--model", type=Path, help="sentence-transformers folder")
    parser.add_argument("--base", default="BAAI/bge-small-zh-v1.5")
    parser.add_argument("--max-tokens", type=int, default=512)
    parser.add_argument("--work", type=Path, help="where the graph in fp32 goes")
    options = parser.parse_args()
    if options.kind and options.model:
        kind = Kind(options.kind)
        out = options.models / kind
        fp32 = ship(options.model, kind, out, options.base, options.max_tokens, options.work or out)
        print(f"{out / 'model.onnx'}: {(out / 'model.onnx').stat().st_size} bytes; fp32 in {fp32}")
    write_probe(options.models)
    write_checksums(options.models)


if __name__ == "__main__":
    main()
