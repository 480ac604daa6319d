"""What becomes of two models' weights when they are blended."""

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from index.training.blend import blend


@pytest.mark.parametrize(("share", "expected"), [(0.0, 1.0), (0.25, 2.0), (1.0, 5.0)])
def test_a_share_of_the_way_from_the_base_to_the_tuned_model(
    tmp_path: Path, share: float, expected: float
) -> None:
    base, tuned, out = (tmp_path / name for name in ("base", "tuned", "out"))
    for folder, value in ((base, 1.0), (tuned, 5.0)):
        folder.mkdir()
        save_file({"layer": torch.full((2,), value)}, folder / "model.safetensors")
    (tuned / "config.json").write_text("{}")
    blend(base, [tuned], out, share)
    assert load_file(out / "model.safetensors")["layer"].tolist() == [expected, expected]
    assert (out / "config.json").read_text() == "{}"


def test_weights_that_the_base_lacks_are_the_tuned_models_own(tmp_path: Path) -> None:
    base, tuned = tmp_path / "base", tmp_path / "tuned"
    for folder, weights in ((base, {"a": 0.0}), (tuned, {"a": 2.0, "b": 3.0})):
        folder.mkdir()
        tensors = {name: torch.tensor([value]) for name, value in weights.items()}
        save_file(tensors, folder / "model.safetensors")
    blend(base, [tuned], tmp_path / "out", 0.5)
    mixed = load_file(tmp_path / "out" / "model.safetensors")
    assert {name: value.item() for name, value in mixed.items()} == {"a": 1.0, "b": 3.0}


def test_of_several_tuned_models_the_mean_counts(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in "abc"]
    for folder, value in zip(folders, (0.0, 3.0, 6.0), strict=True):
        folder.mkdir()
        save_file({"layer": torch.tensor([value])}, folder / "model.safetensors")
    blend(folders[0], folders[1:], tmp_path / "out", 2 / 3)
    assert load_file(tmp_path / "out" / "model.safetensors")["layer"].item() == pytest.approx(3.0)


def test_only_the_layers_named_are_blended(tmp_path: Path) -> None:
    names = ["encoder.layer.0.a", "encoder.layer.1.a", "embeddings.a"]
    for folder, value in (("base", 0.0), ("tuned", 1.0)):
        (tmp_path / folder).mkdir()
        tensors = {name: torch.tensor([value]) for name in names}
        save_file(tensors, tmp_path / folder / "model.safetensors")
    blend(tmp_path / "base", [tmp_path / "tuned"], tmp_path / "out", 1.0, [1])
    mixed = load_file(tmp_path / "out" / "model.safetensors")
    assert [mixed[name].item() for name in names] == [0.0, 1.0, 0.0]
