"""Blend a tuned model with its base: what the base could do elsewhere is kept.

    python -m index.training.blend --base BASE --tuned TUNED --share 0.55 --out OUT

Xiao et al., "LM-Cocktail: resilient tuning of language models via model merging", 2023.
"""

import argparse
import shutil
from pathlib import Path

_WEIGHTS = "model.safetensors"


def blend(base: Path, tuned: Path, out: Path, share: float) -> None:
    """Write the weights base + share * (tuned - base), with all else of the tuned model.

    Weights that the base lacks are the tuned model's own.

    :param share: From 0, the base, to 1, the tuned model.
    """
    from safetensors.torch import load_file, save_file

    shutil.copytree(tuned, out, dirs_exist_ok=True)
    old, new = load_file(base / _WEIGHTS), load_file(tuned / _WEIGHTS)
    mixed = {
        name: old[name].to(value.dtype).lerp(value, share) if name in old else value
        for name, value in new.items()
    }
    save_file(mixed, out / _WEIGHTS, {"format": "pt"})


def main() -> None:
    """Blend two folders of sentence-transformers into a third."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--tuned", type=Path, required=True)
    parser.add_argument("--share", type=float, required=True, help="of the tuned model, 0 to 1")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    blend(options.base, options.tuned, options.out, options.share)


if __name__ == "__main__":
    main()
