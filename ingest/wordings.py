"""A file of wordings: how citizens ask for what an official said, written by the staff.

    > 到2025年达440亿元
    五年以后全区一年能产出多少
    2025年GDP的目标

    > （没有回答）
    2035年GDP的目标

A line that begins with `>` holds the official's own words; the lines below it are ways of asking
that those words answer. Below `> （没有回答）` stand questions that are near to what was said, and
that the interview leaves open. What begins with `#` is a comment. The file is named as its
interview is, and lies in the folder `wordings` beside the folder of interviews.
"""

from collections.abc import Iterator
from pathlib import Path

from ingest.exchanges import exchanges_of, is_searched
from ingest.records import CorpusError, Interview, OpenQuestion, Wording

FOLDER = "wordings"
LONGEST = 200
"""Characters of a wording: a longer one is a text, not a question."""

_MARKS = (">", "＞")
_NOTHING_SAID = ("（没有回答）", "(没有回答)")


def wordings_folder(interviews: Path) -> Path:
    """Return where the wordings of a folder of interviews lie: beside it."""
    return interviews.resolve().parent / FOLDER


def parse_wordings(
    text: str, interview: Interview, path: Path
) -> tuple[list[Wording], list[OpenQuestion]]:
    """Return the wordings and the open questions of an interview in the order of the file.

    :param path: As errors name it.
    :raises CorpusError: If words of the official do not stand in the interview just once, or have
        no questions, or a question is too long, stands twice or has no words; all are named.
    """
    faults: list[str] = []
    wordings: list[Wording] = []
    left_open: list[OpenQuestion] = []
    seen: dict[str, int] = {}
    for line, quote, questions in _entries(text, path, faults):
        is_answered = quote not in _NOTHING_SAID
        places = list(_places(quote, interview)) if is_answered else []
        if is_answered and len(places) != 1:
            faults.append(f"{path}:{line}: {_misplaced(quote, len(places))}")
        if not questions:
            faults.append(f"{path}:{line}: 这句原话下面没有问法；请在下一行写上市民会怎样问")
        for number, question in questions:
            if question in seen:
                where = f"第 {seen[question]} 行"
                faults.append(f"{path}:{number}: “{question}”与{where}重复；一个问法只能写一次")
            elif len(question) > LONGEST:
                faults.append(f"{path}:{number}: 这个问法超过 {LONGEST} 个字；请写短一些")
            seen.setdefault(question, number)
            wordings += [Wording(question, *place) for place in places[:1]]
            if not is_answered:
                left_open.append(OpenQuestion(question, interview.id))
    if faults:
        raise CorpusError("\n".join(faults))
    return wordings, left_open


def _entries(
    text: str, path: Path, faults: list[str]
) -> Iterator[tuple[int, str, list[tuple[int, str]]]]:
    """Yield each official's words with their line, and the numbered questions below them."""
    entry: tuple[int, str, list[tuple[int, str]]] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        said = line.strip()
        if said.startswith(_MARKS):
            if entry:
                yield entry
            entry = number, said[1:].strip(), []
        elif said and not said.startswith("#"):
            if entry:
                entry[2].append((number, said))
            else:
                faults.append(f"{path}:{number}: 问法之前要有一行以“>”开头的官员原话")
    if entry:
        yield entry


def _places(quote: str, interview: Interview) -> Iterator[tuple[str, int, int]]:
    """Yield where words stand in the answers of an interview: exchange, first, last and one."""
    for exchange in exchanges_of(interview):
        if is_searched(exchange) and quote:
            start = exchange.answer.find(quote)
            while start >= 0:
                yield exchange.id, start, start + len(quote)
                start = exchange.answer.find(quote, start + 1)


def _misplaced(quote: str, n_places: int) -> str:
    shown = quote if len(quote) <= 30 else f"{quote[:30]}…"
    if not n_places:
        return f"官员的回答里没有“{shown}”；请从访谈里逐字复制（标点也要一样，不要跨段）"
    return f"官员的回答里有 {n_places} 处“{shown}”；请多复制几个字，让它只指一处"
