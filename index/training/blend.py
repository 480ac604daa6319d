"""Blend tuned models with what they started from: what it could do elsewhere is kept.

    python -m index.training.blend --base BASE --tuned TUNED [--tuned …] --share 0.55 --out OUT
    python -m index.training.blend --base BASE --tuned TUNED --share 1 --layer 1 --out OUT

Xiao et al., "LM-Cocktail: resilient tuning of language models via model merging", 2023.
"""

import argparse
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

_WEIGHTS = "model.safetensors"


def blend(
    base: Path, tuned: Sequence[Path], out: Path, share: float, layers: Sequence[int] = ()
) -> None:
    """Write the weights base + share * (mean of the tuned - base), with all else of the first.

    Weights that the base lacks are the tuned models' own.

    :param share: From 0, the base, to 1, the mean of the tuned models.
    :param layers: Numbers, from 0, of those that are blended; the base's own are left elsewhere.
        If there are none, all weights are blended.
    """
    import torch
    from safetensors.torch import load_file, save_file

    shutil.copytree(tuned[0], out, dirs_exist_ok=True)
    old, new = load_file(base / _WEIGHTS), [load_file(one / _WEIGHTS) for one in tuned]
    mixed = {}
    for name in new[0]:
        mean = torch.stack([one[name] for one in new]).mean(dim=0)
        part = share if not layers or _layer_of(name) in layers else 0.0
        mixed[name] = old[name].to(mean.dtype).lerp(mean, part) if name in old else mean
    save_file(mixed, out / _WEIGHTS, {"format": "pt"})


def _layer_of(name: str) -> int | None:
    found = re.search(r"encoder\.layer\.(\d+)\.", name)
    return int(found[1]) if found else None


def main() -> None:
    """Blend model folders into another."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--tuned", type=Path, action="append", required=True)
    parser.add_argument("--share", type=float, required=True, help="of the tuned models, 0 to 1")
    parser.add_argument("--layer", type=int, action="append", default=[], help="of them; else all")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    blend(options.base, options.tuned, options.out, options.share, options.layer)


if __name__ == "__main__":
    main()
