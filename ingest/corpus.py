"""A folder of interview files, and the wordings beside it, become a Corpus: read in order,
checked, and fingerprinted."""

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path

from ingest.page import parse_page
from ingest.records import Corpus, CorpusError, Interview, OpenQuestion, Wording
from ingest.wordings import parse_wordings, wordings_folder

SUFFIX = ".txt"
_OTHERS = {"GB18030/GBK": "gb18030", "Big5": "big5"}
"""Encodings of older pages, as the message calls them."""


def load_corpus(folder: Path, on_file: Callable[[int, int], None] | None = None) -> Corpus:
    """Read every interview below `folder`.

    :param folder: The folder of `.txt` files; folders in it are read too.
    :param on_file: Called after each file with how many are read, and of how many.
    :raises CorpusError: If there is none, or any can't be used; all faults are named at once.
    """
    paths = _files(folder)
    interviews: dict[str, Interview] = {}
    faults: list[str] = []
    for number, path in enumerate(paths, 1):
        try:
            interview = parse_page(_decode(_read(path), path), path.stem, str(path))
            if interview.id in interviews:
                raise CorpusError(f"{path}:1: 文件名“{path.stem}”重复；每个访谈的文件名应不同")
        except CorpusError as error:
            faults.append(str(error))
        else:
            interviews[interview.id] = interview
        if on_file:
            on_file(number, len(paths))
    if faults:
        raise CorpusError("\n".join(faults))
    wordings, left_open = _wordings(wordings_folder(folder), interviews)
    ordered = tuple(interviews[key] for key in sorted(interviews))
    return Corpus(ordered, fingerprint_of(folder), wordings, left_open)


def fingerprint_of(folder: Path) -> str:
    """Return the SHA-256 over names and bytes of the interview files and of those of wordings,
    without parsing them.

    :raises CorpusError: If the folder has no interview files, or one can't be read.
    """
    digest = hashlib.sha256()
    beside = wordings_folder(folder)
    named = [(path.relative_to(folder).as_posix(), path) for path in _files(folder)]
    named += [(f"../{beside.name}/{path.name}", path) for path in _text_files(beside)]
    for name, path in named:
        content = _read(path)
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _wordings(
    folder: Path, interviews: Mapping[str, Interview]
) -> tuple[tuple[Wording, ...], tuple[OpenQuestion, ...]]:
    """Read the wordings and the open questions of every interview that has some.

    :raises CorpusError: If any can't be used; all faults are named at once.
    """
    wordings: dict[str, list[Wording]] = {}
    left_open: dict[str, list[OpenQuestion]] = {}
    faults: list[str] = []
    for path in _text_files(folder):
        try:
            if path.stem not in interviews:
                raise CorpusError(
                    f"{path}:1: 没有编号为“{path.stem}”的访谈；文件名应与访谈文件相同"
                )
            text, interview = _decode(_read(path), path), interviews[path.stem]
            wordings[path.stem], left_open[path.stem] = parse_wordings(text, interview, path)
        except CorpusError as error:
            faults.append(str(error))
    if faults:
        raise CorpusError("\n".join(faults))
    order = sorted(wordings)
    return (
        tuple(one for key in order for one in wordings[key]),
        tuple(one for key in order for one in left_open[key]),
    )


def _text_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob(f"*{SUFFIX}") if path.is_file())


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise CorpusError(f"{folder}: 没有这个文件夹；请用 --corpus 指明访谈文件夹")
    paths = sorted(
        (path for path in folder.rglob(f"*{SUFFIX}") if path.is_file()),
        key=lambda path: path.relative_to(folder).as_posix(),
    )
    if not paths:
        raise CorpusError(f"{folder}: 文件夹里没有访谈文件（*{SUFFIX}）")
    return paths


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CorpusError(f"{path}:1: 读不了这个文件（{error.strerror}）") from error


def _decode(content: bytes, path: Path) -> str:
    """Decode UTF-8, with or without a byte order mark.

    :raises CorpusError: Naming the line of the first byte that is not UTF-8 text.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        fitting = " 或 ".join(name for name, codec in _OTHERS.items() if _fits(content, codec))
        advice = "请另存为 UTF-8 编码" + (f"（看起来是 {fitting}）" if fitting else "")
        raise CorpusError(f"{path}:{line}: 不是 UTF-8 编码，{advice}") from error
    for mark, what in (("\0", "空字符，不是文本文件"), ("\ufffd", "乱码字符“\ufffd”")):
        if mark in text:
            line = text.count("\n", 0, text.index(mark)) + 1
            raise CorpusError(f"{path}:{line}: 含有{what}；请从原网页重新保存")
    return text


def _fits(content: bytes, codec: str) -> bool:
    try:
        content.decode(codec)
    except UnicodeDecodeError:
        return False
    return True
