"""Several questions in one become the questions, each of which stands alone."""

import re

from chat.anatomy import core, lacks_subject, own_words
from chat.followup import MORE, complete
from chat.question_patterns import (
    ASKING,
    KINDS,
    PROPERTY,
    STAGE,
    TIME,
    WHO,
    aligned,
    compiled,
    kind_of,
    setting_end,
)

MAX_PARTS = 10
"""Each is searched by itself, which takes a tenth of a second or two: so long may one wait."""

_SENTENCE_END = re.compile(r"(?<=[?？])|(?<=[。！!])(?=[^。！!]*[?？])")
_TAG = re.compile(
    r"(?:是吗|对吗|对吧|是吧|对不对|是不是|真的吗|好吗|好不好|行吗|行不行|可以吗|有吗|有没有"
    r"|知道吗|谢谢.*|[\W_]*)"
)
_NUMBERED = re.compile(
    r"(?:(?:^|(?<=[\s,，:：;；。、?？]))(?:(?:其|第)?[一二三四五六](?:是|来|则|[,，、.](?!\d))"
    r"|第[一二三四五六]个?(?:问题)?(?:是|[,，、:：])"
    r"|[(（]?[1-6](?:[.．、)）](?!\d)|是)|[①②③④⑤⑥]))\s*"
)
_ASKS_SEVERAL = re.compile(r"问|请教|咨询|了解|知道|说说|介绍|问题|^$")
_EACH = re.compile(
    rf"分别都?|各自?都?(?={ASKING}|[有是为占要达突出投在由包含需能会怎定指叫多讲说负])"
)
_LISTED = re.compile(r"、|以及|(?<![普涉以])及|(?<![中共温缓])和(?![谐平])|(?<!参)与|跟")
_TAIL = re.compile(rf"(?<=..)(?:{TIME}的?|在(?=.+的)|的).+$")
_BARE = re.compile(
    r"(?:能|可以|[要会])?[^\W\d]{0,2}(?:(?:多少|几)[个名家项户台座人次元]?钱?|什么|多[大高长久]|什么时候|何时|哪[里些]"
    r"|怎么[^\W\d]{1,3})"
)
"""Asks for something without naming it."""
_AND = "(?:以及|还有|并且|另外|然后)"
_SOMEBODY = rf"[^\W\d的]{{0,4}}?{WHO}+"
_CLAUSE_END = re.compile(rf"[,，;；、]{_AND}?|{_AND}|[和跟](?=(?P<next>[^,，;；、。]+))")
_ONE_TOPIC = re.compile(
    r"怎么办(?!理)|怎么处理|怎么解决|如何(?:处理|解决|应对)|怎么(?:回事|会)|还是|或者|或是|如果"
    r"|假如|要是|只要|即使|考虑|为了"
    r"|(?:是否|有没有|有无|能不能|可不可以|是不是|会不会|要不要|够不够|行不行|能否|可否)"
    r"|没(?:[,，;；、?？]|$)"
)
_WHY = re.compile(r"为什么|为何|为啥|凭什么")
_ENDS_ASKING = re.compile(
    r"(?:多少|(?<![差这那近前后])几|什么|哪[些里儿个天年]?|什么时候|何时|谁)[^\W\d]{0,3}$"
)
_VERB_FIRST = re.compile("[不没]?[有是会能要来去]|可以|也|还|都|就|经过|影响")
_YES_NO = re.compile("[吗嘛]$")
_BEGINS_ASKING = re.compile(rf"(?:大概|大约|一共|总共|共|现在|又|都|也)*有?(?={ASKING})")
_ASKING_WORD = re.compile(ASKING)
_ENGLISH_WH = "what|how|who|when|where|which|why"
_ENGLISH_WHETHER = "is|are|was|were|do|does|did|has|have|can|could|will|would|should"
_ENGLISH_AND = re.compile(
    rf"(?:\?\s*|[,;]\s*(?:and\s+)?|\s+and\s+)(?=(?:{_ENGLISH_WH})\b)"
    rf"|(?:\?\s*|[,;]\s*and\s+)(?=(?:{_ENGLISH_WHETHER})\b(?!\s+you\b))",
    re.I,
)
_ENGLISH_SUBJECT = re.compile(
    rf"(?:how many|how much|which|what)\s+(?!(?:{_ENGLISH_WHETHER})\b)"
    r"(?P<subject>[a-z][\w\s,-]+?)\s+(?:are|is|was|were|will|do|does|did|have|has|can)\b",
    re.I,
)
_OF_SOMETHING = (
    "total|planned|average|annual|overall|expected|estimated|main|final|exact|combined|respective"
    "|investments?|costs?|budgets?|funding|amounts?|numbers?|figures?|sums?|values?|prices?|rates?"
    "|areas?|sizes?|scales?|lengths?|shares?|proportions?|percentages?|targets?|goals?|purposes?"
    "|aims?|deadlines?|schedules?|dates?|completion|names?|locations?|criteria|requirements?"
)
"""Words that say a property of something else; with any other word it has a subject (GDP)."""
_ENGLISH_PROPERTY = re.compile(
    r"(?:what|how (?:much|high|large|big))\s+(?:is|are|was|were|will be)\s+"
    rf"(?:(?:their|its)\s+[\w\s-]+|the(?:\s+(?:{_OF_SOMETHING}))+(?:\s+(?:in|by|for)\s+\d{{4}})?)",
    re.I,
)
_ENGLISH_PASSIVE = re.compile(
    r"how (?:much|many|long)(?:\s+(?:money|investment|funding))?"
    r"(?:\s+(?:will|would|should|must|is|are|was|were|has|have|be|been|to))+"
    r"\s+(?:[a-z]+ed|spent|built|put in|set aside)(?:\s+in total|\s+altogether)?",
    re.I,
)
"""Asks of what it does not name: how much will be invested."""


def split_parts(question: str) -> tuple[str, ...]:
    """Return the questions in a question, at most `MAX_PARTS`, each with the subject it shares.

    A single question is its own only part, as it was typed. In doubt nothing is split: half a
    question finds less than a whole one. What is above the maximum stays together as the last
    part: one sees that it was not answered.
    """
    for split in (_english, _numbered, _sentences):
        parts = split(question)
        if len(parts) > 1:
            break
    else:
        parts = _within_sentence(question)
    if len(parts) > MAX_PARTS:
        rest = "".join(parts[MAX_PARTS - 1 :])[: len(question)]
        return (*parts[: MAX_PARTS - 1], rest)
    return parts if len(parts) > 1 else (question,)


def _english(question: str) -> tuple[str, ...]:
    """“How many projects are planned, and what is the total investment?”"""
    if not question.isascii():
        return ()
    pieces = [piece.strip(" ?,;.") for piece in _ENGLISH_AND.split(question)]
    pieces = [piece for piece in pieces if piece]
    begins = rf"(?:{_ENGLISH_WH}|{_ENGLISH_WHETHER})\b"
    if len(pieces) < 2 or not re.match(begins, pieces[0], re.I):
        return ()
    later = pieces[1:]
    if any(re.search(r"\b(?:it|they|them|this|that|s?he)\b", piece, re.I) for piece in later):
        return ()
    if not re.match(_ENGLISH_WH, pieces[0], re.I) and not all(
        re.search(rf"\b(?:{_ENGLISH_WHETHER})\b", piece, re.I) for piece in later
    ):
        return ()  # “Is it true that …? How many exactly?”
    named = _ENGLISH_SUBJECT.match(pieces[0])
    of = f" of {named['subject']}" if named else ""
    rest = [p + of if _lacks_subject_in_english(p) else p for p in later]
    return tuple(f"{part[0].upper()}{part[1:]}?" for part in [pieces[0], *rest])


def _lacks_subject_in_english(part: str) -> bool:
    """Tell whether a part asks for a property, or says what is done, of nothing it names."""
    asks = _ENGLISH_PROPERTY.fullmatch(part) or _ENGLISH_PASSIVE.fullmatch(part)
    return bool(asks) and " of " not in part


def _numbered(question: str) -> tuple[str, ...]:
    """“我想问两个事：一是…，二是…”"""
    marks = list(_NUMBERED.finditer(question))
    if len(marks) < 2 or not _ASKS_SEVERAL.search(question[: marks[0].start()]):
        return ()
    ends = [mark.start() for mark in marks[1:]] + [len(question)]
    pieces = [question[mark.end() : end] for mark, end in zip(marks, ends, strict=True)]
    bare = [piece.strip(" \n,，;；。、?？") for piece in pieces]
    if not all(len(piece) > 2 for piece in bare):
        return ()
    return _completed([f"{piece}？" for piece in bare])


def _sentences(question: str) -> tuple[str, ...]:
    """Several sentences with a question mark each; what is said before one belongs to it."""
    pieces: list[str] = []
    said = ""
    for piece in _SENTENCE_END.split(question):
        said += piece
        if re.search(r"[?？]\s*$", said):
            if pieces and _belongs(said, pieces[-1]):
                pieces[-1] += said
            else:
                pieces.append(said)
            said = ""
    if said.strip() and pieces and (not _asks(said) or _belongs(said, pieces[-1])):
        pieces[-1] += said
    elif said.strip():
        pieces.append(said)
    if len(pieces) < 2:
        return ()
    whole = _completed([piece.strip() for piece in pieces])
    return tuple(part for sentence in whole for part in _within_sentence(sentence))


def _belongs(said: str, before: str) -> bool:
    """Tell whether a sentence says no more than “对吗？”, or asks once more for a reason."""
    both_why = _WHY.search(aligned(said)) and _WHY.search(aligned(before))
    return bool(both_why or _TAG.fullmatch(aligned(said.strip()).rstrip("?")))


def _within_sentence(question: str) -> tuple[str, ...]:
    clauses = _clauses(question) or (question,)
    parts = tuple(part for clause in clauses for part in _distributed(clause) or (clause,))
    return parts if len(parts) <= MAX_PARTS else clauses


def _distributed(question: str) -> tuple[str, ...]:
    """“甲类和乙类各有几个项目？”: the same of each."""
    text = core(question)
    each = _EACH.search(aligned(text))
    if not each or not _asks(text[each.end() :]):
        return ()
    named, asked = text[: each.start()].rstrip(",， "), text[each.end() :]
    if re.search("[,;。]", aligned(named + asked)):
        return ()
    items = [item.strip() for item in _LISTED.split(named)]
    if not 1 < len(items) <= MAX_PARTS or min(map(len, items)) < 2 or any(map(_asks, items)):
        return ()
    shared = _shared(items)
    longer = len(items[-1]) - len(items[0]) > 1
    if longer and shared == items and _BARE.fullmatch(asked) and not _names_property(items[0]):
        return ()  # 单位和个人缴存比例各是多少: where begins what is asked of both?
    return tuple(f"{item}{asked}？" for item in shared)


def _names_property(item: str) -> bool:
    return bool(compiled(f"(?:{PROPERTY})$").search(aligned(item)))


def _shared(items: list[str]) -> list[str]:
    """Give each item what the first or the last says for all (“国家和泉州市2035年的目标”)."""
    first, last = items[0], items[-1]
    at = next(
        (m.start() for kind in KINDS if (m := compiled(f"{kind}$").search(aligned(first)))), 0
    )
    if at and all(kind_of(item) for item in items[1:]):
        return [first, *(first[:at] + item for item in items[1:])]
    head, of, name = first.partition("的")
    if name and not any("的" in item for item in items[1:]):
        return [first, *(head + of + item for item in items[1:])]
    if behind := _behind_parallel(items):
        return [*(item + behind for item in items[:-1]), last]
    tail = _TAIL.search(aligned(last))
    if tail and not any("的" in item or re.search(TIME, aligned(item)) for item in items[:-1]):
        return [*(item + last[tail.start() :] for item in items[:-1]), last]
    at = setting_end(first)
    if 0 < at < len(first) and not any(setting_end(item) for item in items[1:]):
        return [first, *(first[:at] + item for item in items[1:])]
    return items


def _behind_parallel(items: list[str]) -> str:
    """Return what stands behind the last item's parallel to the first: 东湖区和西山区改造小区,
    一级医院和三级医院起付线, 老人和学生乘车; nothing where there is none, or a 的 between."""
    first, last = items[0], items[-1]
    kinds = (*KINDS, STAGE, _SOMEBODY)
    same_kind = next((kind for kind in kinds if compiled(kind).fullmatch(aligned(first))), None)
    named = compiled(same_kind).match(aligned(last)) if same_kind and len(items) == 2 else None
    alike = "类" if first.endswith("类") else first[-2:]
    end = named.end() if named else last.find(alike) + len(alike)
    again = any(alike in item[: -len(alike)] for item in items[:-1])
    begins = named or (end > len(alike) and not again)
    return last[end:] if begins and last[end:] and last[end] != "的" else ""


def _clauses(question: str) -> tuple[str, ...]:
    """“项目有几个、总投资多少？”: clauses that each ask something else of one subject."""
    text = core(question)
    ends = [m.span() for m in _CLAUSE_END.finditer(aligned(text)) if _ends(m)]
    starts = [0, *(end for _, end in ends)]
    pieces = [text[at:end] for at, (end, _) in zip(starts, [*ends, (len(text), 0)], strict=True)]
    asking = [_asks(piece) or bool(_YES_NO.search(aligned(piece))) for piece in pieces]
    first = asking.index(True) if any(asking) else len(pieces)
    later = pieces[first + 1 :]
    if not later or not all(asking[first:]) or _ONE_TOPIC.search(aligned(text)):
        return ()
    marks = [text[at:end] for at, end in ends[first:]]
    follows = zip(marks, pieces[first:], later, strict=False)
    if _WHY.search(aligned(pieces[first])) or not all(_is_next(*step) for step in follows):
        return ()
    if any(_YES_NO.search(aligned(piece)) for piece in pieces) and not _all_whole(pieces[first:]):
        return ()
    head = text[: starts[first] + len(pieces[first])]
    return _completed([f"{part.strip()}？" for part in (head, *later)])


def _ends(mark: re.Match[str]) -> bool:
    """Tell whether a mark ends a clause; 和 does between two questions, not between two things."""
    if not mark["next"]:
        return True
    after = mark["next"]
    return bool(
        _ENDS_ASKING.search(mark.string[: mark.start()])
        and _asks(after)
        and not _BEGINS_ASKING.match(after)
    )


def _all_whole(clauses: list[str]) -> bool:
    """Tell whether each clause names a subject that no other names: “规划有几章，明天下雨吗”
    asks two things, “几岁入学，要带材料吗” and “门票多少钱，是免费吗” ask of one."""
    words = [set(own_words(aligned(clause))) for clause in clauses]
    return (
        all(words)
        and not any(re.search("[。!！]", clause) for clause in clauses)
        and len(set().union(*words)) == sum(map(len, words))
        and not any(_VERB_FIRST.match(aligned(core(clause))) for clause in clauses[1:])
        and _completed(clauses) == tuple(clauses)
    )


def _is_next(mark: str, before: str, clause: str) -> bool:
    """Tell whether a clause is another question: it leaves its subject out, or is a full one."""
    joined = len(mark) > 1 and mark[0] in "，,；;"
    if MORE.fullmatch(aligned(core(clause))) or (joined and _ASKING_WORD.match(aligned(clause))):
        return False  # “…，还有哪些？” asks for more of the same
    if lacks_subject(clause, _unknown) or core(clause).startswith("其中"):
        return True
    whole = mark[0] in "，,；;" and not re.search("[里中]", before)
    if joined or _BEGINS_ASKING.match(aligned(clause)):
        return whole  # “…多少个项目，还有GDP…多少？”, “…是哪天，有多少游客走不了？”
    if mark in {"和", "跟"}:
        return bool(_ENDS_ASKING.search(aligned(core(clause))))
    ends = (aligned(core(text)) for text in (before, clause))
    return whole and all(_ENDS_ASKING.search(end) or _YES_NO.search(end) for end in ends)


def _completed(pieces: list[str]) -> tuple[str, ...]:
    """Complete each piece by the one before, which stands alone by then."""
    parts: list[str] = []
    for piece in pieces:
        parts.append(complete(piece, parts[-1:], _unknown).text)
    return tuple(parts)


def _asks(text: str) -> bool:
    return bool(_ASKING_WORD.search(aligned(text)))


def _unknown(word: str) -> float:  # noqa: ARG001 - a corpus that knows no word decides nothing
    return 0.0
