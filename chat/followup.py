"""A question that leans on earlier ones becomes one that stands alone."""

import re
from collections.abc import Sequence
from itertools import chain

from chat.anatomy import (
    QUESTION_WORD,
    Anatomy,
    Knows,
    anatomy,
    core,
    lacks_subject,
    own_words,
)
from chat.completed import Completed, drop_old, join
from chat.question_patterns import (
    ASKING,
    KINDS,
    ORDINAL,
    PROPERTY,
    REMARK,
    TIME,
    aligned,
    compiled,
    kind_of,
)
from chat.replacement import PRONOUN, asked_list, put_in_kind, replace, turned_to
from chat.smalltalk import reply_to
from index.tokens import tokenise

MORE = re.compile(
    r"(?:能不?能?|可以|请|麻烦|您|你|再|给我|多)*(?:具体|详细|展开|仔细|深入|多|再)*(?:点|些"
    r"|一?下)*(?:[讲说谈]{1,2}|介绍|解释|说明)"
    r"(?:具体|详细|一下|下|一点|点|一些|些|清楚|来|看)*[吗吧嘛]?|(?:能|可以)?再?(?:具体|详细"
    r"|展开)(?:一?点|一?些)?[呢吗]?"
    r"|还有(?:别的|其[他它]的?|没有)?[吗么呢没]?|还有(?:哪些|什么|啥)呢?|没有?(?:别的|其他)?了吗"
    r"|就这些吗?"
    r"|(?:比如|例如)说?呢?|举[个几]*例子?[呢吧]?|(?:然后|结果)呢|怎么说|什么意思|为(?:什么|何"
    r"|啥)呢?|怎么会?这样|真的吗|是吗|继续"
)
"""Asks for more of the same."""
_SOURCE = re.compile(
    r"[这那]?(?:些|个|句|番)?(?:话|数字?|答案)?(?:都|又)?是?(?:谁|哪[位个](?:官员|领导|嘉宾|人)?)"
    r"(?:[说讲]|回答|答复)(?:过|出来|出)?的?(?:话|呀|啊)?"
)
"""Asks who said what was answered: that stands beside the words that are quoted."""
_POINTER = re.compile(
    r"(?:关于|对于?|针对)?(?P<that>该(?![怎不如去找])"
    r"|[这那](?![几些][年天])(?:[一二两三四五六七八九十几\d]*[个些项类种座条家点件天年次批](?!月)"
    r"|(?=[是要有会能算在由跟和与]|到底)))"
)
_SETTING_IT = re.compile(
    r"(?:当[初时]|为什么|为何|为啥|凭什么)?(?:[制确设]?定|得|算|提|给)[下出了]?(?:[这那]个?|该)(?:数字?|目标|指标|标准|比例)"
)
"""“定这个数有什么依据”: the pointer stands behind what was done with it."""
_AFTERWARDS = re.compile(
    r"在?[这那此]?(?:之[后前]|后来|接着|随后)|[在这那此]以[后前]|当时|那(?:个)?时候?"
)
_FORMAL = re.compile(
    "条件|门槛|资格|要求|流程|程序|步骤|手续|[材资]料|时间|日期|地[点址]|电话|联系方式|名单|范围"
    "|对象|部门|单位"
)
WHY = re.compile("为什么|为何|为啥|凭什么")
_REASON = rf"为什么|为何|为啥|凭什么|{REMARK}|[这那]么|[这那]样|怎么.{{0,2}}[定算]"
_TURNED = re.compile(r"([^,]{1,10}呢),")
"""Turns to something else, of which more is asked: “法国呢，……”"""
_SENTENCE = re.compile(r"[^？?]+[？?]*")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_ANOTHER_YEAR = re.compile(r"(?:and|so|then|what about|how about|for|in|\s)*(?:19|20)\d\d")
_ENGLISH = re.compile(
    r"(?:and|so|then|what about|how about|why)\b"
    r"|.*\b(?:its?|they|them|their|this|that|those|these)\b"
)


def complete(question: str, history: Sequence[str], knows: Knows) -> Completed:
    """Return the question with what it leaves out filled in from the earlier ones.

    What is asked changes, the subject stays. A question that names a subject of its own comes
    back as it was typed, and so does one without history.

    :param history: The earlier questions as typed, oldest first.
    """
    return complete_from(question, leaned_on(history, knows), knows)


def leaned_on(history: Sequence[str], knows: Knows) -> str:
    """Return the earlier question that a new one may lean on, completed; empty if there is none.

    Small talk is skipped. Of several sentences the last is leaned on, itself completed from those
    before it.
    """
    earlier = ""
    for past in chain.from_iterable(map(_SENTENCE.findall, history)):
        if _asks(past) and not (earlier and _asks_no_other(past)):
            earlier = complete_from(past, earlier, knows).text
    return earlier


def stands_alone(question: str, knows: Knows) -> bool:
    """Tell whether a follow-up may be asked as it was typed: it asks, and names what it is about,
    were it only a property (“定目标会不会太高”)."""
    if question.isascii():
        return not _ENGLISH.match(question.lower())
    if _asks_no_other(question) or turned_to(core(question)):
        return False
    names = compiled(PROPERTY).search(aligned(question))
    return bool(names) or not lacks_subject(question, knows)


def turns_to_year(question: str) -> bool:
    """Tell whether the same is asked of another year, in English or Chinese."""
    said = aligned(turned_to(core(question)) or core(question)).strip()
    return bool(_ANOTHER_YEAR.fullmatch(said) or compiled(TIME).fullmatch(said))


def asks_only_why(question: str) -> bool:
    """Tell whether nothing is asked but the reason of what was answered before."""
    said = aligned(core(question))
    return bool(MORE.fullmatch(said) and WHY.match(said))


def _asks_no_other(question: str) -> bool:
    said = aligned(core(question))
    return bool(MORE.fullmatch(said) or _SOURCE.fullmatch(said))


def behind(question: str, earlier: str) -> Completed | None:
    """Return a question behind what was spoken of; None in English.

    “要铺到多少个村” leans on “万村通是什么项目”, though it seems to stand alone.
    """
    if question.isascii() or earlier.isascii() or not _asks(question):
        return None
    topic = anatomy(earlier).topic
    return Completed(f"{topic}，{question}", topic)


def _asks(text: str) -> bool:
    return reply_to(text) is None and any(char.isalnum() for char in text)


def complete_from(question: str, earlier: str, knows: Knows) -> Completed:
    """Return the question with what it leaves out filled in from one earlier one, itself whole."""
    if not earlier or not _asks(question):
        return Completed(question, "")
    if question.isascii():
        return _in_english(question, earlier)
    said, before = core(question), anatomy(earlier)
    if first := _TURNED.match(aligned(said)):
        turned = replace(said[: first.end(1)], earlier, before)
        if turned:  # “那法国呢，他们跟台湾交流了什么”
            rest = complete_from(said[first.end() :], turned.text, knows)
            whole = Completed(f"{core(turned.text)}，{rest.text}", turned.carried)
            return rest if rest.carried else whole
    ways = (
        _told_more(said, earlier, before),
        replace(said, earlier, before),
        _pointed(said, before, knows),
        _numbered(said, earlier, before),
        _asked_of_subject(said, earlier, before, knows),
    )
    return next((way for way in ways if way), Completed(question, ""))


def _in_english(question: str, earlier: str) -> Completed:
    """“And for 2030?”: the earlier question, and this one in brackets unless it is but a year."""
    said, whole = question.strip(" ?.!"), earlier.strip(" ?.!？。！")
    if len(said.split()) > 8 or not _ENGLISH.match(said.lower()):
        return Completed(question, "")
    if year := _YEAR.search(said):
        other = _YEAR.sub(year[0], whole)
        if turns_to_year(question):
            if not earlier.isascii():
                return put_in_kind(f"{year[0]}年", "", TIME, core(earlier), anatomy(earlier))
            return Completed(f"{other}{'' if _YEAR.search(whole) else f' in {year[0]}'}?", whole)
        whole = other
    return Completed(f"{whole} ({said})?", whole)


def _told_more(said: str, earlier: str, before: Anatomy) -> Completed | None:
    """“具体讲讲”: the earlier question, and then this one; “谁说的”: the earlier one again."""
    if _SOURCE.fullmatch(aligned(said)):
        return Completed(f"{core(earlier)}？", core(earlier))
    if not MORE.fullmatch(aligned(said)):
        return None
    if WHY.match(aligned(said)) and before.asked and not QUESTION_WORD.search(aligned(earlier)):
        stated = before.topic.rstrip("吗嘛")  # “允许货车通行吗”, “为什么”
        return Completed(f"{stated}，{said}？", stated)
    return Completed(f"{core(earlier)}，{said}？", core(earlier))


def _pointed(said: str, before: Anatomy, knows: Knows) -> Completed | None:
    """“那它的计划投资是多少”: the subject for the pronoun."""
    folded = aligned(said)
    subject = _subject(before, folded)
    pronoun = PRONOUN.search(folded)
    if pronoun and _refers_back(folded, pronoun.start()):
        of = "的" if pronoun[0] == "其" else ""
        subject = drop_old(subject, said)
        rest = said[pronoun.end() :]
        return Completed(f"{said[: pronoun.start()]}{subject}{of}{rest}？", subject)
    if _SETTING_IT.match(folded):
        return join(before.topic, said)
    pointer = _POINTER.match(folded)
    if not pointer:
        return None
    rest = folded[pointer.end() :]
    noun = next(iter(tokenise(re.split(rf"{ASKING}|[是的在由,]", rest)[0])), "")
    if noun and rest.startswith(noun) and aligned(subject).endswith(noun):
        return join(subject, said[pointer.end() + len(noun) :])
    is_general = not noun or noun in {"项目", "数", "数字"} or not own_words(noun)
    if is_general or pointer["that"] == "该" or not knows(noun):
        return join(subject, said[pointer.end() if not noun else 0 :])
    return None


def _refers_back(folded: str, at: int) -> bool:
    """Tell whether a pronoun is of an earlier question, not of this one (“台商和他们的子女”)."""
    before = folded[:at]
    compared = re.search("[和与跟比同]$", before) and re.search(
        "区别|不同|差别|关系|比|一样", folded
    )
    return "," not in before and (bool(compared) or not own_words(before))


def _numbered(said: str, earlier: str, before: Anatomy) -> Completed | None:
    """“最后那个突出什么”: one of what the earlier question asked for."""
    folded = aligned(said)
    number = compiled(ORDINAL).match(folded)
    if not number or own_words(folded[number.end() :]):
        return None
    old = compiled(ORDINAL).search(aligned(core(earlier)))
    return join(core(earlier)[: old.start()] if old else asked_list(before), said)


def _asked_of_subject(said: str, earlier: str, before: Anatomy, knows: Knows) -> Completed | None:
    """“总投资多少？”: another question about the same subject."""
    folded = aligned(said)
    subject = _subject(before, folded)
    later = _AFTERWARDS.match(folded)
    if later and not kind_of(said[: later.end()]) and len(said) > later.end():
        return join(subject, said) if _leans_on_time(said, later.end(), knows) else None
    for kind in KINDS:
        named = compiled(kind).match(folded)
        if not named or kind == ORDINAL or QUESTION_WORD.search(named[0]):
            continue
        if lacks_subject(said[named.end() :] or "的", knows):
            moved = put_in_kind(said[: named.end()], "", kind, subject or core(earlier), before)
            return Completed(moved.text[:-1] + said[named.end() :] + "？", moved.carried)
    if not lacks_subject(said, knows):
        return _repeated(said, subject)
    of = "的" if compiled(REMARK).match(folded) else ""
    return join(subject, of + said)


def _repeated(said: str, subject: str) -> Completed | None:
    """“项目总投资多少？”: what stands before the word that the earlier question has too."""
    folded, words = aligned(said), own_words(aligned(said))
    topic = aligned(subject)
    if not words or not all(word in topic for word in words):
        return None
    at = topic.find(words[0])
    if not folded.startswith(words[0]):
        return join(subject, said)
    return join(subject[:at], said) if at > 0 else None


def _leans_on_time(said: str, at: int, knows: Knows) -> bool:
    """Tell whether what follows “之后” has no rarer word: “之后又开了几次会？” has none."""
    words = own_words(aligned(said)[at:])
    return (len(words) <= 3 and all(len(word) < 3 for word in words)) or not any(map(knows, words))


def _subject(before: Anatomy, folded: str) -> str:
    """Return what was spoken of; its property stays unless the new question has another."""
    formal = _FORMAL.search(before.quality) and not compiled(_REASON).search(folded)
    return before.thing if formal or compiled(PROPERTY).search(folded) else before.topic
