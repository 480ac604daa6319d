"""An earlier question becomes the same asked of something else, put in its parallel's place."""

import re

from chat.anatomy import ASKED_NOUN, QUESTION_WORD, YES_NO, Anatomy, anatomy, core, own_words
from chat.completed import Completed, join, put_between
from chat.question_patterns import (
    AMOUNT,
    CLASS,
    KINDS,
    NAMELESS,
    ORDINAL,
    REMARK,
    SETTING,
    STAGE,
    WHO,
    aligned,
    compiled,
    kind_of,
    setting_end,
)
from index.tokens import tokenise

_OF_WHICH = re.compile(r"(?:在?[这那]?(?:其中|里面|当中))的?,?")
_ABOUT = re.compile(
    r"(?:(?:换|改)[成为]?|如果是|要是)?(?P<about>.{1,20}?)(?P<of>的)?(?:呢|又?怎么?样呢?"
    r"|又?如何呢?|咋样)"
)
PRONOUN = re.compile(
    r"(?:(?<![吉其])(?:[它他她]们?)(?!人)|(?<![尤极何及与])其(?![他它中实余次间])|^此(?![外次])"
    r"|^上述|^以上"
    r"|^[您你]?(?:刚才|刚刚|上面|前面)所?(?:说|讲|提)到?过?的?)"
)
"""Stands for what was spoken of before."""


_NUMBER = r"(?:\d[\d.]*|[一二三四五六七八九十百千万两]+|(?<![a-z])[a-z](?![a-z]))"
_BOUND = "(?:以[上下内外])?"
_VALUE = re.compile(rf"{_NUMBER}(?P<unit>[^\W\d]{{1,3}}?){_BOUND}")
"""A number of something, or a letter: “70岁以上” takes the place of “65岁”, “B级” of “A级”."""
_GRADE = re.compile(r"[a-z][^\W\d_a-z]{1,2}")
_MEASURE = re.compile(r"多[大长高宽重久远]|(?:多少|几)[^\W\d元钱]|谁|哪|时候|何时")
"""Asks for an amount of a sort, or for no amount; “多少” asks for any."""
_LOOSE = ("类", "方面", "领域")
_OF_CLASS = re.compile(rf"[^\W的和与及有在是为]+?(?:{'|'.join(_LOOSE)})(?!别)")
"""A part of a subject, whichever of these words it is called by."""
_DEED = "[投花用去出到]|计划|预计|实际"
_OF_WHOLE = re.compile(r".+(?:里|(?<![初高集])中)(?:面|间|的)*,?(?=..)")
"""Names what it is a part of (“重点项目里面，工业科技类”); a 初中类 does not."""


def replace(said: str, earlier: str, before: Anatomy) -> Completed | None:
    """Return the earlier question, asked of something else (“其中社会事业类呢？”)."""
    folded = aligned(said)
    within = _OF_WHICH.match(folded)
    said, folded = (said[within.end() :], folded[within.end() :]) if within else (said, folded)
    about = _ABOUT.fullmatch(folded)
    new = said[about.start("about") : about.end("about")] if about else said
    if QUESTION_WORD.search(aligned(new)) or YES_NO.search(folded):
        return _asked_of_part(said, before, bool(within))
    named = kind_of(new) or compiled(f"{NAMELESS}|{REMARK}|.+{CLASS}").fullmatch(aligned(new))
    if not new or PRONOUN.match(folded) or not (named or within or folded.endswith("呢")):
        return None
    of = said[about.start("of") : about.end("of")] if about and about["of"] else ""
    if not within and _asks_other(new, earlier, before):
        return None
    return _put(new, of, bool(within), earlier, before)


def _asks_other(new: str, earlier: str, before: Anatomy) -> bool:
    """Tell whether “公租房租金” has an amount of its own, which “有多长” asks not for."""
    folded = aligned(new)
    amount = compiled(f"{AMOUNT}$").search(folded)
    named = amount and own_words(folded[: amount.start()])
    known = aligned(earlier)
    is_other = named and not any(word in known for word in named)
    return bool(is_other and _MEASURE.search(aligned(before.asked)))


def turned_to(said: str) -> str:
    """Return what “地铁呢” turns to; nothing where something is asked of it, or none is named."""
    about = _ABOUT.fullmatch(aligned(said))
    new = said[: about.end("about")] if about else ""
    asks = QUESTION_WORD.search(aligned(new)) or YES_NO.search(aligned(said))
    return "" if asks or PRONOUN.match(aligned(said)) else new


def words_turned_to(said: str) -> list[str]:
    """Return the words for what a question turns to; none where it points to it (“那块呢”)."""
    thing = aligned(turned_to(said))
    if _GRADE.fullmatch(thing):
        return [thing]
    if not own_words(thing) or re.search("[这那该]", thing):
        return []
    return [word for word in tokenise(thing) if len(word) > 1]


def _asked_of_part(said: str, before: Anatomy, within: bool) -> Completed | None:
    """“其中社会事业类有几个？”: a question of its own about a part of the earlier subject."""
    part = anatomy(said).subject.rstrip("的")
    is_class = re.fullmatch(".+[类型]", aligned(part))
    thing = before.thing
    names_whole = _OF_WHOLE.match(aligned(part))
    if not (within or is_class) or not thing or names_whole:
        return None
    if is_class and said.startswith(part):
        start, end = _parallel(aligned(part), thing, True) or (setting_end(thing),) * 2
        return put_between(thing[:start], said[: len(part)], thing[end:] + said[len(part) :])
    return join(thing, f"中{said}")


def _put(new: str, of: str, within: bool, earlier: str, before: Anatomy) -> Completed:
    """Put the new word where its parallel stands, or where it belongs if there is none."""
    whole, folded = core(earlier), aligned(new)
    for kind in KINDS:
        named = compiled(kind).match(folded)
        rest = folded[named.end() :].strip("的") if named else ""
        if named and (named.end() == len(new) or rest in aligned(whole)):
            return put_in_kind(new[: named.end()], of, kind, whole, before)
    if span := _value_of_unit(folded, whole):
        return put_between(whole[: span[0]], new, whole[span[1] :])
    if compiled(REMARK).fullmatch(folded):
        return join(before.topic, f"的{new}是什么")
    is_property = compiled(NAMELESS).fullmatch(folded)
    if of and not is_property and (classed := _of_class(folded, whole)):
        (start, end), name = classed
        return put_between(whole[:start], new + name, whole[end:].removeprefix("的"))
    span = None if is_property else _parallel(folded, whole, within)
    if span:
        return put_between(whole[: span[0]], new, whole[span[1] :])
    if is_property or re.fullmatch(r"[^\W\d]{1,4}[率额线]", folded):
        return join(before.thing, new + _asking_for(folded, before))
    return _put_beside(new, of, within, whole, before)


def _put_beside(new: str, of: str, within: bool, whole: str, before: Anatomy) -> Completed:
    """Put a class or a group before the subject; any other thing takes the subject's place."""
    folded, at = aligned(new), setting_end(before.subject)
    setting, rest = before.subject[:at], before.subject[at:]
    what = before.quality + before.asked
    if folded.endswith("方面") or (folded.endswith("领域") and rest):
        return put_between(before.subject, new, what)
    if within or compiled(f".*(?:{CLASS}|{WHO})").fullmatch(folded) or (of and rest):
        return put_between(setting, new + of, (rest + what) or whole)
    return put_between(setting, new, what or whole)


def put_in_kind(new: str, of: str, kind: str, whole: str, before: Anatomy) -> Completed:
    """Put a year for the year, a place for the place, so that none of the old ones stays."""
    spans = [match.span() for match in compiled(kind).finditer(aligned(whole)) if match.end()]
    if spans:
        start, end = spans[0]
        rest = whole[end:]
        for later, stop in reversed(spans[1:]):
            rest = rest[: later - end].rstrip("到至在") + rest[stop - end :]
        return put_between(whole[:start], new, rest)
    if kind != ORDINAL:
        return put_between("", new + of, whole)
    return join(asked_list(before), f"{new}是什么")


def _value_of_unit(folded: str, whole: str) -> tuple[int, int] | None:
    """Return the span of the number with the unit that a new one has (“65岁” beside “70岁”)."""
    new = _VALUE.fullmatch(folded)
    if not new:
        return None
    found = list(re.finditer(f"{_NUMBER}{new['unit']}{_BOUND}", aligned(whole)))
    return found[0].span() if len(found) == 1 else None


def asked_list(before: Anatomy) -> str:
    """Return what the earlier question asked for, as something with parts: “规划的不足”."""
    noun = ASKED_NOUN.search(aligned(before.asked))
    own = before.subject + before.quality
    if not noun or not own or noun["noun"] in {"部分", "方面", "内容"}:
        return before.topic
    return f"{own.rstrip('的')}的{before.asked[noun.start('noun') :]}"


def _asking_for(folded: str, before: Anatomy) -> str:
    """Return what to ask of a property (in its folded form): its amount, time, place or content."""
    if re.fullmatch(rf"{AMOUNT}|.*(?:[率额线]|{AMOUNT})", folded):
        return before.asked if before.quality and "多少" in before.asked else "是多少"
    if re.fullmatch("时间|日期|期限|截止日期", folded):
        return "是什么时候"
    return "在哪里" if re.fullmatch("地点|地址|位置|窗口", folded) else "是什么"


def _parallel(folded: str, whole: str, within: bool) -> tuple[int, int] | None:
    """Return the span of what the new word stands beside: of its class, or its last character."""
    text = aligned(whole)
    if compiled(STAGE).fullmatch(folded):
        stages = compiled(rf"{STAGE}(?:[和与及、]{STAGE})*").search(text)
        if stages:
            return stages.span()
    kin = f"[^\\W的和与及有在是为]+?{named[0]}" if (named := re.search(f"{CLASS}$", folded)) else ""
    if not kin and compiled(f"{WHO}$").search(folded):
        kin = rf"(?:[^\W的和与及有在是为]*?{WHO})+"
    if kin:
        found = compiled(kin).search(text)
        if not found and named and named[0] in _LOOSE:  # beside a class that is called otherwise
            found = _OF_CLASS.search(text)
            found = None if found and QUESTION_WORD.search(found[0]) else found
        return _behind_setting(text, *found.span()) if found else None
    return None if within or len(folded) < 2 else _rhyming(folded, text)


def _of_class(folded: str, whole: str) -> tuple[tuple[int, int], str] | None:
    """Return the span of a class in a question, and the word for class that the new one leaves
    out (“城建环保类的项目有多少个”, “工业科技的呢”)."""
    found = _OF_CLASS.search(aligned(whole))
    other = compiled(f"{WHO}|{CLASS}$|{_DEED}").search(folded)
    if not found or other or QUESTION_WORD.search(found[0]):
        return None
    start, end = _behind_setting(aligned(whole), *found.span())
    name = next(word for word in _LOOSE if found[0].endswith(word))
    return (start, end), whole[end - len(name) : end]


def _rhyming(folded: str, text: str) -> tuple[int, int] | None:
    """Return the span of the word that ends as the new one does (“增值税”, “所得税”)."""
    words = [word for word in tokenise(text) if len(word) > 1 and word in text]
    longest = [word for word in words if not any(word in w and word != w for w in words)]
    word = next((word for word in longest if word[-1] == folded[-1]), "")
    if not word:
        return None
    end = text.index(word) + len(word)
    start = max(end - max(len(word), len(folded)), 0)
    if not folded.endswith(word):
        opens = end - len(word)
        # 最低档 stands beside 最高档, 实验中学 beside 实验小学
        both = (n for n in range(len(folded), 0, -1) if text[:opens].endswith(folded[:n]))
        return _behind_setting(text, opens - next(both, 0), end)
    first = (text.index(w) for w in longest if text.index(w) < start < text.index(w) + len(w))
    return _behind_setting(text, next(first, start), end)


def _behind_setting(text: str, start: int, end: int) -> tuple[int, int]:
    setting = compiled(SETTING).match(text, start)
    return (setting.end() if setting and setting.end() < end else start), end
