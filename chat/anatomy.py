"""A question becomes its parts: its subject, the quality asked for, and what asks."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from chat.question_patterns import ASKING, PROPERTY, REMARK, SETTING, aligned, compiled
from index.tokens import dictionary, tokenise

Knows = Callable[[str], float]
"""A word's rarity (BM25's idf) in the passages; 0.0 for a word that none of them has."""

_COMMON = 1.5  # idf of a word that a fifth of the passages have: too common to be a subject
_SHORT = 12  # characters: a longer question that begins with its question word is a full one
_COUNTER = (
    "[个家次天日年月号块元亿万米条章节点项所座间类种部分岁人名位份张层批篇套倍成度页句期回遍]"
)
_NUMBER = r"[\d.,%一二三四五六七八九十百千万亿两半]+"
_NO_SUBJECT = (
    rf"(?P<own>«own subjects»)|{ASKING}|{PROPERTY}|{REMARK}|«light words»"
    rf"|{_NUMBER}|{_COUNTER}|[\W_]"
)
_LEAD = re.compile(
    r"(?:[\s,.。!?;:、]+|那么|那(?![个些是里边儿样几一两三座家条项么会天年次时种批])|嗯|哦"
    r"|好的?(?=,)|谢谢(?=,)|还有(?=,)|另外|此外|同时"
    r"|顺便|再?请问(?:一下)?|想?请教(?:一下)?|我?(?:还|再)?想(?:要)?(?:再)?(?:问问|问下|问一下|问"
    r"|知道|了解一下|了解|咨询一下|咨询)(?!题)"
    r"|麻烦[您你]?|[您你]?(?:能|可以)?再?请?[您你]?再?(?:简单|简要|详细|具体)?(?:描述|介绍|谈谈"
    r"|说说|讲讲|解释|说明|谈|讲|说)(?:一下|下)?"
    r"(?![吧吗嘛呢点些一下具详清说讲谈])(?=.{3}))+"
)
_PREAMBLE = re.compile(
    r".*(?:请问|请教|想(?:要)?(?:问问|问下|问一下|问|了解|知道|咨询))(?!题)(?:一下)?[,:]?"
)
_OF_MONEY = "[扣贷报领交缴收罚退减补]"
"""What is done with an amount: “住房租金能扣多少” asks how much is deducted, not for the rent."""
# The words before a question word that belong to what is asked, not to what it is asked of.
_BEFORE = re.compile(
    r"(?:一共|总共|拢共|共计|合计|共|大约|大概|预计|具体|分别|主要|都|又|还|究竟|到底|也|现在|目前|将来"
    r"|以后|今后|前前后后)*"
    r"(?:(?:计划|准备|打算|预计)(?!投资)[^\W\d]{0,2})?"
    r"(?:会|将|要|能|可以|应该|应|需要?|准备|打算|必须|(?<!思)想)*"
    r"(?:(?:是|有|在|由|为|达到?|到|定在|定为|定|分成|分为|分|占|给|提|花|去|找|用|从|向|被|让"
    r"|属于|包括|包含|涵盖|涉及|突出|指的?|叫|做"
    r"|干|办|归|跟|建|开|存在|留下|采取|带|放在|设|如|上|投|砸|忙活|开展|出台|推出|实施|享受"
    rf"|打|{_OF_MONEY}"
    r"|进行|提供|规定|建成|新建|建设|形成|打造|培育|打造成|完成)了?)?(?:的?是)?$"
)
_PROPERTY_AT_END = rf"的?{PROPERTY}{{1,2}}$"
_DONE_WITH_MONEY = re.compile(rf"[^\W\d]{{0,3}}{_OF_MONEY}了?{ASKING}")
_IDENTITY = re.compile("就?是哪一?[个家所位名座]")
"""Asks which one the subject is: “编制团队是哪所大学” speaks of a team, not of its university."""
_NO_NAME = f"{PROPERTY}|部分|方面|地方|时候|样子"
_DEED = re.compile(r"^(?:会|将|要|能|可以|是|来|负责)*(?:[^\W\d]{1,2}的(?=..))?")
_WHETHER = re.compile(
    r"(?:还|也|都|就)?(?:可不可以|能不能|会不会|要不要|有没有|有无|能否|可否|是否|可以|能够?|会"
    r"|需?要|有|允许|应该)"
    rf"(?P<stated>(?:(?!{ASKING}).)+?)(?:了?[吗吧么没]|没有)?$"
)
ASKED_NOUN = re.compile(
    rf"(?:什么样的?|什么|哪些|(?:哪|几)(?:{_NUMBER})?大?[个家项座条类种所名位辆份章层件批]"
    rf"|多少[个家项座条类种所名位辆份章层件批]?)"
    rf"(?!{_NUMBER})(?P<noun>(?:(?!{ASKING})[^\W\d]){{2,10}})(?<![的了吗])$"
)
"""A question word and the noun that it asks for (“哪些任务”)."""
QUESTION_WORD = re.compile(ASKING)
YES_NO = re.compile(
    r"(?:可以|能够|允许|需要|应该|属于|(?<![功智性节可技职])能(?![源力量耗效])"
    r"|(?<![社机协])会(?![议展计员])"
    r"|(?<![主重必只])要(?![求素点])|是|(?<![所国拥私])有(?![限关效])"
    r"|算(?![力法]))(?=.*(?:[吗吧么没]|没有)$)"
    r"|(?P<verb>[\u4e00-\u9fff])[不没](?P=verb)"
)
"""Asks for a yes or no, without a question word."""


@dataclass(frozen=True, slots=True)
class Anatomy:
    """A question's parts, which joined are the question (`asked` may be empty)."""

    subject: str
    quality: str
    """The property of the subject that is asked for (“的总投资”), or empty."""
    asked: str
    """The question word and what belongs to it (“一共有多少个”)."""

    @property
    def topic(self) -> str:
        """What the question is about, with the property that it asks for."""
        return self._about(self.subject + self.quality)

    @property
    def thing(self) -> str:
        """What the question is about, without that property; the topic if nothing else is named."""
        own = self.subject.rstrip("的，, ")
        return self.topic if compiled(SETTING).fullmatch(aligned(own)) else self._about(own)

    def _about(self, named: str) -> str:
        """Add to what is named the noun or the deed asked for (“台胞”, “可以买房吗”: 台胞买房)."""
        own, asked = named.rstrip("的，, "), aligned(self.asked)
        if noun := ASKED_NOUN.search(asked):
            counted = self.asked[noun.start("noun") :]
            if compiled(SETTING).fullmatch(aligned(own)):
                return own + counted
            if _is_asked_of(noun["noun"]) and not (own and _IDENTITY.match(asked)):
                return f"{own}的{counted}"
        elif stated := _WHETHER.fullmatch(asked):
            deed = self.asked[stated.start("stated") : stated.end("stated")]
            return own + deed if len(deed) > 1 or not own else own  # of “要钱吗” nothing
        if own:
            return own
        word = QUESTION_WORD.search(asked)
        return _DEED.sub("", self.asked[word.end() :] if word else self.asked)


def anatomy(question: str) -> Anatomy:
    """Return the parts of a question's core; of several sentences the last one's."""
    text = re.split(r"[。！!？?\n]+", core(question))[-1]
    folded = aligned(text)
    preamble = _PREAMBLE.match(folded)
    text = text[preamble.end() :] if preamble else text
    folded = aligned(text)
    word = QUESTION_WORD.search(folded) or YES_NO.search(folded)
    at = word.start() if word else len(text)
    asked = _asked_from(folded, at) if word else at
    # “台商投资有什么优惠”: of the whole before it
    of_whole = ASKED_NOUN.search(folded[asked:]) or _DONE_WITH_MONEY.match(folded[asked:])
    quality = None if of_whole else compiled(_PROPERTY_AT_END).search(folded[:asked])
    subject = quality.start() if quality else asked
    return Anatomy(text[:subject], text[subject:asked], text[asked:])


def _asked_from(folded: str, at: int) -> int:
    """Return where what is asked begins: before the words that belong to the question word, and
    not within a word (“招聘会什么时候开”). Of words that the dictionary lacks only a 进博会 is one:
    it cuts 城是 too."""
    before = _BEFORE.search(folded[:at])
    start = before.start() if before else at
    ends = (
        found.end()
        for word in set(tokenise(folded))
        if word[0] != "是" and (word[-1] == "会" or word in dictionary()[0])
        for found in re.finditer(re.escape(word), folded[:at])
        if found.start() < start < found.end()
    )
    return max(ends, default=start)


def _is_asked_of(noun: str) -> bool:
    """Tell whether a noun is asked for of something, and says of itself little (“哪些优惠”)."""
    return bool(compiled("«benefits»").search(noun)) or not compiled(_NO_NAME).search(noun)


def core(question: str) -> str:
    """Return a question without what leads to it (“请问”, “那么”) and without its final marks."""
    lead = _LEAD.match(aligned(question))
    return question[lead.end() if lead else 0 :].rstrip(" \t\n,，.。!！?？;；、~～…") or question


def lacks_subject(question: str, knows: Knows) -> bool:
    """Tell whether a question asks something without saying of what (“总投资多少？”)."""
    folded = aligned(core(question))
    if re.match("你(?!们)|我是", folded):
        return False
    words = own_words(folded)
    if len(folded) > _SHORT or not QUESTION_WORD.match(folded):
        return not words
    whole = tokenise(folded)  # a character that is a word is a deed (“谁来划”); others are scraps
    own = [word for word in words if len(word) > 1 or word not in whole]
    return all(0.0 < knows(word) < _COMMON for word in own)


def own_words(folded: str) -> list[str]:
    """Return the words of a text in its folded form that may be a subject, in reading order."""
    return tokenise(compiled(_NO_SUBJECT).sub(lambda match: match["own"] or " ", folded))
