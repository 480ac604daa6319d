"""A folder's three word lists become a Lexicon: synonyms, dictionary words, English terms.

    synonyms.txt     words of one meaning, a group a line
    dictionary.txt   a word a line that must not be cut, with how often it occurs if that is known
    english.txt      `english phrase = 中文词 中文词`, a phrase a line

A line that begins with `#`, and what follows ` #`, is a comment. Empty lines say nothing.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Self, TypeVar

from index.normalise import normalise
from ingest.records import FangtanError

SYNONYMS = "synonyms.txt"
DICTIONARY = "dictionary.txt"
ENGLISH = "english.txt"

_COMMENT = re.compile(r"(?:^|\s)#.*")
_LATIN = re.compile(r"[a-zA-Z]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_TOKENS_MAX = 5  # tokens that may make up one word of the lists: 最低 生活 保障 …

_Entry = TypeVar("_Entry")


class LexiconError(FangtanError):
    """A word list can't be used; the message names the file, the line and the mend."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the dictionary; without a `count` it counts as often as keeps it whole."""

    text: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Expansion:
    """A word that stands in a question, and the other words of its groups, in file order."""

    word: str
    synonyms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The staff's word lists, all words normalised."""

    synonyms: Mapping[str, tuple[str, ...]]
    """For each word, the other words of its groups, in file order."""
    words: tuple[Word, ...]
    english: Mapping[str, tuple[str, ...]]
    """For each English phrase, its Chinese words; none where the phrase says nothing."""
    fingerprint: str
    """SHA-256 over the names and bytes of the files, in hexadecimal."""

    @classmethod
    def read(cls, *folders: Path) -> Self:
        """Read the lists of folders, one after the other; a list that is missing is empty.

        :raises LexiconError: If a file can't be read or lines are malformed; all lines are named.
        """
        contents = _contents(folders)
        faults: list[str] = []
        groups = list(_entries(contents, SYNONYMS, _group, faults))
        words = list(_entries(contents, DICTIONARY, _word, faults))
        phrases = list(_entries(contents, ENGLISH, _phrase, faults))
        if faults:
            raise LexiconError("\n".join(faults))
        return cls(
            synonyms=_without_repeats(
                (word, [other for other in group if other != word])
                for group in groups
                for word in group
            ),
            words=tuple({word.text: word for word in words}.values()),
            english=_without_repeats(phrases),
            fingerprint=_fingerprint(contents),
        )

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Self:
        """Read what `as_json` gave."""
        return cls(
            synonyms={word: tuple(others) for word, others in content["synonyms"].items()},
            words=tuple(Word(text, count) for text, count in content["words"]),
            english={phrase: tuple(chinese) for phrase, chinese in content["english"].items()},
            fingerprint=str(content["fingerprint"]),
        )

    def as_json(self) -> dict[str, Any]:
        """Return the lists as JSON objects."""
        return {
            "synonyms": {word: list(others) for word, others in self.synonyms.items()},
            "words": [[word.text, word.count] for word in self.words],
            "english": {phrase: list(chinese) for phrase, chinese in self.english.items()},
            "fingerprint": self.fingerprint,
        }

    def expand(self, question: str, tokens: Sequence[str]) -> list[Expansion]:
        """Return the words of a question that have synonyms, in the order they stand in.

        A word must be one token or a run of tokens, so 上学 is not found in 马上学习. Where two
        overlap the longer wins: 医疗保险 is not expanded as 医疗.

        :param tokens: The question's tokens, as a Tokeniser cuts them for search.
        """
        text = normalise(question)
        taken = [False] * len(text)
        found: dict[str, int] = {}
        for word in sorted(self._runs(tokens), key=lambda word: (-len(word), word)):
            for match in re.finditer(re.escape(word), text):
                place = slice(*match.span())
                if not any(taken[place]):
                    taken[place] = [True] * len(word)
                    found.setdefault(word, match.start())
        ordered = sorted(found, key=lambda word: found[word])
        return [Expansion(word, self.synonyms[word]) for word in ordered]

    def _runs(self, tokens: Sequence[str]) -> set[str]:
        """Return the words with synonyms that runs of tokens spell."""
        runs = {
            "".join(tokens[first:last])
            for first in range(len(tokens))
            for last in range(first + 1, min(first + _TOKENS_MAX, len(tokens)) + 1)
        }
        return {run for run in runs if run in self.synonyms}


EMPTY = Lexicon({}, (), {}, "")
"""No lists."""


def fingerprint_of_lists(*folders: Path) -> str:
    """Return the fingerprint that a Lexicon of these folders has, without reading the lists.

    :raises LexiconError: If a file can't be read.
    """
    return _fingerprint(_contents(folders))


def shipped_lists() -> Path:
    """Return the folder of the lists that ship with the project."""
    return Path(str(files("index") / "words"))


def _contents(folders: Sequence[Path]) -> dict[Path, bytes]:
    """Return the bytes of the lists that there are, by their kind, in the order of the folders."""
    contents: dict[Path, bytes] = {}
    for path in (folder / name for name in (SYNONYMS, DICTIONARY, ENGLISH) for folder in folders):
        try:
            contents[path] = path.read_bytes()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise LexiconError(f"{path}:1: 读不了这个文件（{error.strerror}）") from error
    return contents


def _fingerprint(contents: Mapping[Path, bytes]) -> str:
    digest = hashlib.sha256()
    for path, content in contents.items():
        digest.update(f"{path.name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _entries(
    contents: Mapping[Path, bytes], name: str, read: Callable[[str], _Entry], faults: list[str]
) -> Iterator[_Entry]:
    """Yield what the lines of the lists of a name say; the faults of malformed ones are added to
    `faults`."""
    for path in (path for path in contents if path.name == name):
        for number, line in enumerate(_text(path, contents[path]).splitlines(), 1):
            said = _COMMENT.sub("", line).strip()
            if said:
                try:
                    yield read(said)
                except ValueError as error:
                    faults.append(f"{path}:{number}: {error}")


def _text(path: Path, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise LexiconError(f"{path}:{line}: 不是 UTF-8 编码，请另存为 UTF-8 编码") from error


def _group(line: str) -> list[str]:
    if len(set(line.split())) < 2:
        raise ValueError(f"一组至少要有两个不同的词，用空格分开；这里是“{line}”")
    return _words(line)  # 臺灣 and 台湾 become one, and need no synonyms


def _word(line: str) -> Word:
    text, *counts = line.split()
    if len(counts) > 1 or not all(count.isdecimal() and int(count) for count in counts):
        raise ValueError(f"一行写一个词，后面可以空一格写次数（正整数）；这里是“{line}”")
    return Word(normalise(text), int(counts[0]) if counts else None)


def _phrase(line: str) -> tuple[str, list[str]]:
    phrase, equals, chinese = line.partition("=")
    if not equals or "=" in chinese or not _LATIN.search(phrase) or _HAN.search(phrase):
        raise ValueError(f"应写成“英文 = 中文词 中文词”，只用一个等号；这里是“{line}”")
    return normalise(phrase), _words(chinese)


def _words(text: str) -> list[str]:
    return list(dict.fromkeys(normalise(word) for word in text.split()))


def _without_repeats(pairs: Iterable[tuple[str, Sequence[str]]]) -> dict[str, tuple[str, ...]]:
    """Join what several lines say of one word, each thing once."""
    joined: dict[str, dict[str, None]] = {}
    for word, others in pairs:
        joined.setdefault(word, {}).update(dict.fromkeys(others))
    return {word: tuple(others) for word, others in joined.items()}
