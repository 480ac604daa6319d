"""A question and the words quoted for it become the conflicts between them."""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache, partial

from chat.asking import WH
from chat.frame import CLASS, CLAUSE, COMMENT, Frame, mentions_of
from chat.guard_lists import list_conflicts
from chat.guard_names import called_conflicts, head_conflicts, office_conflicts, person_conflicts
from chat.guard_numbers import ordinal_conflicts, quantity_conflicts
from chat.guard_places import place_conflicts
from chat.guard_times import date_conflicts, plan_conflicts, year_conflicts
from chat.guard_unsaid import unsaid_conflicts
from chat.records import Conflict, ConflictKind
from chat.support import Synonyms
from index.mentions import MentionKind
from index.normalise import normalise
from index.word_lists import word_lines
from ingest.records import Exchange, Interview, Passage

_STRICT_ASPECTS = {"人均", "同比", "环比", "占比", "约束性", "预期性"}
_IN_ALL = r"等?(?:[两三四五六七八九十]|\d+)[个大]?(?:方面|领域|类)"
_FIELD = re.compile(r"([\u4e00-\u9fff]{2})那?(?:方面|领域|行业|板块|这一?块)")
_DEMONSTRATIVE = "那这哪各何种几少同分人一每此大"
_REFUSING = (
    r"(?:(?<![能可准许用得])不(?:能|可|得|准|予|许|需要|用|必|属于|纳入|符合|享受|包括|允许)|禁止)"
)
_ASKS_EXCLUDED = re.compile(
    rf"(?:哪些|什么|哪种|哪类|谁|何种|哪几)[^,。?]{{0,8}}{_REFUSING}"
    rf"|{_REFUSING}[^,。?]{{1,12}}?的(?!原因|理由|后果|依据|规定)[^,。?的]{{0,4}}?(?:都?有|都?是|包括)?"
    r"(?:哪些|哪种|哪类|哪几|谁)"
)
_EXCLUDES = re.compile(
    r"不(?!同|断|仅|但|光|少|错|再?限|超|低|高|足|满|到)|未(?!来)|无(?!论)|非(?!常)|禁|"
    r"免(?!费)|除|没有|取消|停止|[仅只]限"
)
"""Words by which an official excludes something; those in (?!…) only set bounds, or join."""
_TEN = "一二三四五六七八九十"


def conflicts(
    question: str,
    quote: str,
    passage: Passage,
    exchange: Exchange,
    interview: Interview,
    synonyms: Synonyms = lambda _: (),
) -> tuple[Conflict, ...]:
    """Return in what a question and the words quoted for it disagree, in the order of the kinds.

    :param question: The question with what it leans on, typing mistakes mended.
    :param quote: Words of the exchange's answer, as they stand there.
    :param passage: The passage in which the quote begins.
    :param synonyms: What the lists hold for one and the same is no contrast.
    """
    frame = Frame(question, quote, passage, exchange, interview)
    of_times = (year_conflicts, plan_conflicts, date_conflicts)
    of_numbers = (quantity_conflicts, ordinal_conflicts)
    contrasts = partial(_contrasts, synonyms=synonyms)
    of_things = (_aspects, contrasts, _classes, _negations, list_conflicts)
    of_names = (person_conflicts, head_conflicts, office_conflicts, called_conflicts)
    rules = (place_conflicts, unsaid_conflicts, *of_times, *of_numbers, *of_things, *of_names)
    found = [conflict for rule in rules for conflict in rule(frame)]
    return tuple(dict.fromkeys(found))


def _aspects(frame: Frame) -> Iterator[Conflict]:
    """A word that makes another figure of a figure (人均) must stand by it."""
    near = "\n".join((*frame.near, frame.passage))
    for mention in frame.of(MentionKind.ASPECT):
        if mention.text not in _STRICT_ASPECTS:
            continue
        is_share = mention.value == "占比" and re.search("[%成]|占|分之", near)
        if not is_share and all(
            m.value != mention.value for m in mentions_of(near, MentionKind.ASPECT)
        ):
            yield Conflict(ConflictKind.ASPECT, mention.text, "")


def _contrasts(frame: Frame, synonyms: Synonyms) -> Iterator[Conflict]:
    """Of things that exclude each other, the one that is asked about must be told of."""
    if frame.is_yes_no or COMMENT.search(frame.question):
        return
    for number, members in enumerate(_contrast_sets()):
        asked = _members(_asking_clause(frame.question), number)
        asked = asked or _members(frame.question, number)
        if len(asked) != 1:
            continue
        texts = (*frame.near[:3], frame.heading, frame.passage, frame.asked)
        said = next((there for text in texts if (there := _members(text, number))), None)
        if not said or asked & said or _are_synonyms(number, asked, said, synonyms):
            continue
        if frame.wants_figure or not asked & _members(frame.whole, number):
            (one,) = asked
            yield Conflict(ConflictKind.CONTRAST, members[one][0], members[min(said)][0])


def _are_synonyms(
    number: int, asked: Iterable[int], said: Iterable[int], synonyms: Synonyms
) -> bool:
    """Tell whether the lists hold a name of what is asked and one of what is said for the same."""
    members = _contrast_sets()[number]
    same = {normalise(other) for one in asked for word in members[one] for other in synonyms(word)}
    return any(word in same for one in said for word in members[one])


def _asking_clause(question: str) -> str:
    clauses = [m[0] for m in CLAUSE.finditer(question) if WH.search(m[0])]
    return clauses[-1] if clauses else question


@cache
def _contrast_sets() -> tuple[tuple[tuple[str, ...], ...], ...]:
    folded = [normalise(line) for line in word_lines("chat", "contrasts.txt")]
    return tuple(tuple(tuple(name.split("/")) for name in line.split()) for line in folded)


@lru_cache(maxsize=1 << 14)  # the texts of one answer are read for many questions
def _members(text: str, number: int) -> frozenset[int]:
    """Return which members of a contrast set a text names.

    A word inside a longer one of another member is not named.
    """
    found = set[int]()
    for word, members in _longest_first(number):
        if word in text:
            found |= members
            text = text.replace(word, "\n")
    return frozenset(found)


@cache
def _longest_first(number: int) -> tuple[tuple[str, frozenset[int]], ...]:
    """Return the words of a contrast set, each with the members that it may stand for."""
    named = dict[str, set[int]]()
    for member, words in enumerate(_contrast_sets()[number]):
        for word in words:
            named.setdefault(word, set()).add(member)
    pairs = ((word, frozenset(members)) for word, members in named.items())
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


def _classes(frame: Frame) -> Iterator[Conflict]:
    """A class of things (交通运输类) must be among those told of, and a figure must be its own.

    农业方面 is the class 农林水利类, where there is one.
    """
    known = CLASS.findall(frame.answer)
    near = CLASS.findall("\n".join((*frame.near[:3], frame.heading)))
    for name in CLASS.findall(frame.question):
        if not known or name[-1] in _DEMONSTRATIVE:
            continue
        pairs = {name[at : at + 2] for at in range(max(len(name) - 4, 0), len(name) - 1)}
        if not any(pair in other for pair in pairs for other in known):
            yield Conflict(ConflictKind.CLASS, f"{name}类", "、".join(f"{k}类" for k in known))
        elif frame.wants_figure and not any(pair in other for pair in pairs for other in near):
            yield Conflict(ConflictKind.CLASS, f"{name}类", "、".join(f"{k}类" for k in near))
    for name in _FIELD.findall(frame.question) if frame.wants_figure else ():
        if together := re.search(rf"{name}[^。;；]{{0,40}}?{_IN_ALL}", frame.sentence):
            yield Conflict(ConflictKind.CLASS, name, together[0])
        classes = [other for other in known if other[-1] not in _DEMONSTRATIVE + _TEN]
        meant = [other for other in classes if name in other or other.startswith(name[0])]
        if meant and not set(meant) & set(near):
            yield Conflict(ConflictKind.CLASS, name, "、".join(f"{k}类" for k in near))


def _negations(frame: Frame) -> Iterator[Conflict]:
    """Whoever asks what is excluded is not answered by words that only tell what is not.

    What is excluded may have been said by the host: 为什么不允许货车通行?
    """
    asked = _ASKS_EXCLUDED.search(frame.question)
    near = (*frame.near[:3], frame.heading)
    told = any(map(_EXCLUDES.search, near)) or re.search(_REFUSING, frame.asked)
    if asked and not told:
        yield Conflict(ConflictKind.NEGATION, asked[0], "")
