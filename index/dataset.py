"""A folder in the BEIR layout becomes a dataset: documents, questions, and which answers which.

    corpus.jsonl    {"id" or "_id", "text", "title" (may be missing)}
    queries.jsonl   {"id" or "_id", "text"}
    qrels.tsv       question id, document id, relevance (0, 1, 2, …); a heading line is optional

Other fields are left alone. Only questions that have a relevant document are asked.
"""

import json
import random
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ingest.records import FangtanError

CORPUS = "corpus.jsonl"
QUESTIONS = "queries.jsonl"
JUDGEMENTS = "qrels.tsv"
SEED = 0
_HEADINGS = {"query-id", "query_id", "queryid", "query", "qid"}


class DatasetError(FangtanError):
    """A dataset can't be used; the message names the file, the line and the field."""


@dataclass(frozen=True, slots=True)
class Document:
    """What is to be found; `title` may be empty."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class DatasetQuestion:
    """What is asked, and how relevant the judged documents are to it; at least one is above 0."""

    id: str
    text: str
    relevance: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Dataset:
    """Documents and questions, each in the order of their ids."""

    name: str
    """The folder's name."""
    documents: tuple[Document, ...]
    questions: tuple[DatasetQuestion, ...]
    n_judged: int
    """Questions with a relevant document, before a sample was taken."""


def read_datasets(folders: Sequence[Path]) -> list[Dataset]:
    """Read all folders before any is used.

    :raises DatasetError: If a file is missing or a line can't be used, or two names are equal.
    """
    datasets: dict[str, Dataset] = {}
    for folder in folders:
        dataset = read_dataset(folder)
        if dataset.name in datasets:
            raise DatasetError(f"{folder}: 有两个数据集都叫 {dataset.name}；请给其中一个文件夹改名")
        datasets[dataset.name] = dataset
    return list(datasets.values())


def read_dataset(folder: Path) -> Dataset:
    """Read one folder.

    :raises DatasetError: If a file is missing, or a line can't be used.
    """
    documents = {
        id_: Document(id_, _string(row, "title", where, missing=""), _string(row, "text", where))
        for id_, row, where in _records(folder / CORPUS)
    }
    texts = {id_: _string(row, "text", where) for id_, row, where in _records(folder / QUESTIONS)}
    if not any(document.title or document.text for document in documents.values()):
        raise DatasetError(f"{folder / CORPUS}: 没有一篇有文字的文档")
    relevance = _judgements(folder / JUDGEMENTS, documents.keys(), texts.keys())
    questions = tuple(
        DatasetQuestion(id_, texts[id_], judged)
        for id_, judged in sorted(relevance.items())
        if any(judged.values())
    )
    if not questions:
        raise DatasetError(f"{folder / JUDGEMENTS}: 没有一个问题有相关文档，无从评测")
    ordered = tuple(document for _, document in sorted(documents.items()))
    return Dataset(folder.resolve().name, ordered, questions, len(questions))


def only(dataset: Dataset, question_ids: Set[str]) -> Dataset:
    """Keep the questions of these ids, such as those that a model was not trained on."""
    kept = tuple(question for question in dataset.questions if question.id in question_ids)
    return replace(dataset, questions=kept, n_judged=len(kept))


def sample(dataset: Dataset, n_questions: int) -> Dataset:
    """Keep `n_questions` questions, the same ones each time; all of them if there are fewer."""
    if n_questions >= len(dataset.questions):
        return dataset
    chosen = random.Random(SEED).sample(dataset.questions, n_questions)
    return replace(dataset, questions=tuple(sorted(chosen, key=lambda question: question.id)))


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines that aren't blank, with their numbers from 1."""
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise DatasetError(f"{path}: 没有这个文件；数据集文件夹里应有它") from error
    except OSError as error:
        raise DatasetError(f"{path}: 读不了（{error}）") from error
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        try:
            text = line.decode().rstrip("\r")
        except UnicodeDecodeError as error:
            raise DatasetError(f"{path}:{number}: 不是 UTF-8 编码；请转换编码") from error
        if text.strip():
            yield number, text


def _records(path: Path) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield each line's id, its content, and where it stands."""
    first: dict[str, int] = {}
    for number, line in _lines(path):
        where = f"{path}:{number}"
        try:
            row = json.loads(line)
        except ValueError as error:
            raise DatasetError(f"{where}: 不是合法的 JSON（{error}）") from error
        if not isinstance(row, dict):
            raise DatasetError(f'{where}: 应为 JSON 对象，例如 {{"id": "d1", "text": "…"}}')
        field = "id" if "id" in row else "_id"
        if field not in row:
            raise DatasetError(f"{where}: 缺少字段 id（或 _id）")
        id_ = _string(row, field, where)
        if not id_.strip():
            raise DatasetError(f"{where}: 字段 {field} 不能为空")
        if id_ in first:
            raise DatasetError(f"{where}: 字段 {field}：{id_!r} 在第 {first[id_]} 行已经出现过")
        first[id_] = number
        yield id_, row, where


def _string(row: Mapping[str, Any], field: str, where: str, missing: str | None = None) -> str:
    value = row.get(field, missing)
    if value is None:
        raise DatasetError(f"{where}: 缺少字段 {field}")
    if not isinstance(value, str):
        raise DatasetError(f"{where}: 字段 {field} 应为字符串，得到 {value!r:.40}")
    return value


def _judgements(path: Path, documents: Set[str], questions: Set[str]) -> dict[str, dict[str, int]]:
    """Return the relevance of the judged documents, for each judged question."""
    relevance: dict[str, dict[str, int]] = {}
    for number, line in _lines(path):
        where = f"{path}:{number}"
        fields = [field.strip() for field in line.split("\t")]
        if number == 1 and fields[0].casefold() in _HEADINGS:
            continue
        if len(fields) != 3:
            raise DatasetError(f"{where}: 应有 3 栏（制表符分隔），得到 {len(fields)} 栏")
        question, document, grade = fields
        if question not in questions:
            raise DatasetError(f"{where}: 字段 query-id：{QUESTIONS} 里没有问题 {question!r}")
        if document not in documents:
            raise DatasetError(f"{where}: 字段 corpus-id：{CORPUS} 里没有文档 {document!r}")
        if not (grade.isascii() and grade.isdigit()):
            raise DatasetError(f"{where}: 字段 score 应为 0、1、2 等整数，得到 {grade!r}")
        judged = relevance.setdefault(question, {})
        if judged.setdefault(document, int(grade)) != int(grade):
            raise DatasetError(f"{where}: 字段 score：{question!r} 与 {document!r} 有两个不同的值")
    return relevance
