"""Interviews become the names and terms that a dictionary would cut: what staff need not list.

Three sources: who is named (guests, offices), what the page itself marks (quotation marks, book
titles, items such as X小镇), and what keeps coming back whole (statistics of character runs).
Precision goes before recall: a wrong word hides its parts from the search, a missing one is cut.
"""

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from index.normalise import normalise
from index.tokens import content_tokens, tokenise
from ingest.records import Guest, Interview

_TERM_MAX = 10  # characters: nobody searches for what is longer as one word
_TOKENS_MAX = 4  # words of the dictionary in one term; more make a sentence
_RUN_MAX = 6  # characters of a word found by statistics
# By eye on the seed and on 30 oral interviews: below these, fragments begin to come.
_COUNT_MIN = 4
_COHESION_MIN = 6.0  # bits
_FREEDOM_MIN = 1.5  # bits: about three neighbours, equally often

_HAN = r"[\u3400-\u9fff]"
_RUN_OF_HAN = re.compile(rf"{_HAN}+")
_BINDING = re.compile("[的等是了着]")  # stand between an item and the sentence, never in an item
_QUOTED = re.compile(r"[“「『]([^“”「」『』]+)[”」』]|[《〈<]([^《》〈〉<>]+)[》〉>]")
_TERM = re.compile(rf"(?=.*{_HAN})\w{{2,{_TERM_MAX}}}")
_UNIT = re.compile(
    rf"{_HAN}{{2,}}?(?:委员会|办公室|中心|协会|学院|集团|公司|[局科处厅办部](?![门长员队分学技研]))"
)
_ITEM = re.compile(
    r"(.{2,}?)(?:"
    r"小镇|度假区|风景区|片区|园区|社区|[强新]区|区|名城|副中心|产业园|科技园|工业园|公园|城|基地|走廊|中心|"
    r"平台|高地|医院|学院|大学|中学|小学|幼儿园|委员会|管委会|党工委|集团|"
    r"公司|协会|基金会|研究院|研究所|实验室|码头|机场|大桥|隧道|高速|通道|"
    r"类项目|条例"
    r")"
)
_OPENING = re.compile(
    r"(?:[一二三四五六七八九十两几多]+[个大种项类家座处些]|"
    r"打造|建设|建成|推进|加快|实施|形成|突出|培育|培优|做强|做优|做大|"
    r"优化|提升|完善|构建|推动|争创|创建|成为|作为|依托|围绕|聚焦|加强|"
    r"强化|深化|开展|进入|落实|促进|布局|设立|建立|举办|召开|参与|支持|"
    r"带动|引进|引入|承接|对接|融入|全面|进一步|积极|努力|主动|持续|大力|"
    r"全力|重点|着力|率先|首先|其中|包括|涵盖|例如|比如|通过|经过|根据|"
    r"关于|按照|针对|目前|以及|还有|就是|属于|位于|来自|全省|全市|全区|"
    r"全国|我区|我市|我省|我国|本市|本区|今年|去年|初步|基本"
    r")+"
)
"""The verbs, adverbs and numbers that a clause opens with."""
_FRAGMENT = re.compile(
    r"[年月日天个次位名份点岁类一二两三四五六七八九十第每各某].*|.*[来去起著出到得地过像]"
)
"""What a measure word or a verb's complement has been torn from, or a mere number."""
_SPOKEN = re.compile(
    r"非常|比较|希望|能够|需要|应该|已经|整个|其他|其它|各种|刚刚|自己|直接|"
    r"还是|还有|然后|后来|最后|正在|突然|忽然|根本|越来越|不用|不会|不要|"
    r"我要|彼此|有些|这种|这家|别的|任何|现有|一点|部分|左右|早上|下午|晚上|"
    r"里面|之后|之间|透过|经由|进行|提供|觉得|认为|愿意|变得|虽然|当然|只是|"
    r"给出|花|很多"
)
"""Words of talk: what has one is a piece of a sentence."""


def terms_of(interviews: Sequence[Interview]) -> list[str]:
    """Return the names and terms of interviews, normalised and sorted.

    A guest's name is always among them, another term only where the dictionary cuts it.
    """
    guests = [guest for interview in interviews for guest in interview.guests]
    texts = [normalise(text) for interview in interviews for text in _texts(interview)]
    found = set(_units(guests)) | set(repeated(texts))
    for text in texts:
        found.update(_quoted(text))
        found.update(_items(text))
    people = {normalise(guest.name) for guest in guests}
    return sorted({term for term in found if _is_new(term)} | people - {""})


def repeated(texts: Iterable[str]) -> list[str]:
    """Return the runs of 2-6 characters that come back whole: they cohere, and stand freely.

    Cohesion is the pointwise mutual information of the two parts, at the cut where it is least
    (Church and Hanks, Computational Linguistics 1990). Freedom is the entropy of the characters
    next to a run, on the side where it is less (Jin and Tanaka-Ishii, COLING/ACL 2006: the
    uncertainty of what follows rises at the end of a word).
    """
    runs = [run for text in texts for run in _RUN_OF_HAN.findall(text)]
    counts = _counts(runs)
    total = sum(len(run) for run in runs)
    coherent = {
        run for run in counts if len(run) > 1 and _cohesion(run, counts, total) >= _COHESION_MIN
    }
    freedom = _freedom(runs, coherent)
    free = sorted(run for run in coherent if freedom[run] >= _FREEDOM_MIN)
    return [run for run in free if not _FRAGMENT.fullmatch(run)]


def _texts(interview: Interview) -> Iterator[str]:
    yield interview.title
    yield interview.introduction
    for turn in interview.turns:
        yield from turn.paragraphs


def _is_new(term: str) -> bool:
    """Tell whether the dictionary cuts a term, into few words none of which is a function word."""
    tokens = list(dict.fromkeys(tokenise(term)))
    return (
        term not in tokens
        and _TERM.fullmatch(term) is not None
        and len(tokens) <= _TOKENS_MAX + 2  # parts of longer words are tokens too
        and content_tokens(term) == tokens
        and not any(_SPOKEN.fullmatch(token) for token in tokens)
    )


def _units(guests: Iterable[Guest]) -> Iterator[str]:
    for guest in guests:
        yield from _UNIT.findall(normalise(guest.office))


def _quoted(text: str) -> Iterator[str]:
    for groups in _QUOTED.findall(text):
        yield "".join(groups)


def _items(text: str) -> Iterator[str]:
    """Yield the parts of lists and sentences that end like a place, a body or a project."""
    for run in _RUN_OF_HAN.findall(text):
        for part in _BINDING.split(run):
            opening = _OPENING.match(part)
            item = part[opening.end() :] if opening else part
            named = _ITEM.fullmatch(item)
            if named and all(len(token) > 1 for token in tokenise(named[1])):
                yield item


def _counts(runs: Iterable[str]) -> Counter[str]:
    """Count the runs of 1-6 characters that occur often enough, shorter ones first.

    A run can't be frequent unless both runs that are shorter by one character are.
    """
    runs = list(runs)
    counts = Counter(character for run in runs for character in run)
    for length in range(2, _RUN_MAX + 1):
        longer = Counter(
            part
            for run in runs
            for part in _parts(run, length)
            if part[1:] in counts and part[:-1] in counts
        )
        counts.update({part: n for part, n in longer.items() if n >= _COUNT_MIN})
    return counts


def _parts(run: str, length: int) -> Iterator[str]:
    return (run[at : at + length] for at in range(len(run) - length + 1))


def _cohesion(run: str, counts: Counter[str], total: int) -> float:
    together = counts[run] * total
    return min(
        math.log2(together / (counts[run[:cut]] * counts[run[cut:]])) for cut in range(1, len(run))
    )


def _freedom(runs: Iterable[str], wanted: Collection[str]) -> dict[str, float]:
    """Return for each wanted run the entropy of its neighbours, on the side where it is less."""
    left: dict[str, Counter[str]] = {run: Counter() for run in wanted}
    right: dict[str, Counter[str]] = {run: Counter() for run in wanted}
    for number, run in enumerate(runs):
        for length in range(2, _RUN_MAX + 1):
            for at, part in enumerate(_parts(run, length)):
                if part in left:
                    # The edge of a run is punctuation: each is a neighbour of its own.
                    end = at + length
                    left[part][run[at - 1] if at else f"<{number}"] += 1
                    right[part][run[end] if end < len(run) else f">{number}"] += 1
    return {run: min(_entropy(left[run]), _entropy(right[run])) for run in wanted}


def _entropy(counts: Counter[str]) -> float:
    total = counts.total()
    return -sum(n / total * math.log2(n / total) for n in sorted(counts.values()))
