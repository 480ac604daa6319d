"""A reranker becomes one of twice the layers, each of its own twice: a teacher to train from there.

    python -m index.training.deepen --model W/shipped --out W/deep

Gong et al., "Efficient training of BERT by progressively stacking", ICML 2019, put the whole stack
twice; here a layer stands beside itself.
"""

import argparse
import shutil
from pathlib import Path

from index.training.encoded import TOKENIZER

_LAYER = "encoder.layer."


def deepen(model: Path, out: Path) -> None:
    """Write the deeper model with the tokenizer of the one given."""
    from transformers import AutoConfig, AutoModelForQuestionAnswering

    own = AutoModelForQuestionAnswering.from_pretrained(model).state_dict()
    config = AutoConfig.from_pretrained(model)
    config.num_hidden_layers *= 2
    deep = AutoModelForQuestionAnswering.from_config(config)  # type: ignore[no-untyped-call]
    deep.load_state_dict({name: own[_source(name)] for name in deep.state_dict()})
    deep.save_pretrained(out)
    for name in (TOKENIZER, "tokenizer_config.json"):
        shutil.copy(model / name, out / name)


def _source(name: str) -> str:
    """Return the name of the weight that becomes the one of this name."""
    before, layer, rest = name.partition(_LAYER)
    number, dot, what = rest.partition(".")
    return f"{before}{layer}{int(number) // 2}{dot}{what}" if layer else name


def main() -> None:
    """Deepen a reranker."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="folder of a reranker")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    deepen(options.model, options.out)


if __name__ == "__main__":
    main()
