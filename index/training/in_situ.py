"""A sentence becomes a question that it answers: Chinese asks where the answer stands.

No word moves in a Chinese question ("wh-in-situ": Huang, "Move WH in a language without WH
movement", 1982): 全年完成投资12亿元 asks for its figure as 全年完成投资多少亿元. So a passage about
public affairs gives questions whose answers are known to the character, which the sets of such
passages lack. Some of the words are dropped, as people do who have not read the sentence.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.tokens import content_tokens, tokenise
from ingest.sentences import sentences

_UNITS = (
    "万亿元|亿元|万元|元|个百分点|%|公里|平方公里|平方米|立方米|米|亩|公顷|吨|万吨|万人|人次|人|名|户|"
    "家|个|所|条|项|座|处|套|辆|台|间|层|件|批|次|倍|岁|小时|分钟|个工作日|工作日|天|个月|年"
)
_FIGURE = re.compile(
    rf"(?<![\d年月.\-第a-z])(\d[\d,.]*(?:余|多)?(?:万|亿)?)({_UNITS})(?![\d月至到~—–-])"
)
_DATE = re.compile(
    r"(?:(?:20|19)\d\d年(?:\d{1,2}月(?:\d{1,2}日)?|底|初|末)?|\d{1,2}月\d{1,2}日)(?![至到~—–-])"
)
_LIST = re.compile(
    r"(?<![为对])(?:包括|包含|涵盖|涉及|分别是|分别为|主要是|主要有|重点是)([^。；:]{6,80})(?=[。；]|$)"
)
_REASON = re.compile(r"(?:由于|因为|鉴于)([^,，。；]{5,50})[,，]([^。；]{6,60})")
_PLACE = re.compile(
    r"(?:位于|坐落在|坐落于|设在|地址为|地址是|选址于|举办地为)([^,，。；()（）]{3,30})"
)
_BODY = re.compile(
    r"由([^,，。；]{2,18}?(?:局|委|部门|部|公司|办公室|中心|政府|办事处|街道|学校|医院|单位|银行))"
    r"(?=负责|承担|牵头|组织|实施|建设|管理|投资|运营|受理|办理|提供|主办)"
)
_PHONE = re.compile(r"电话(?:号码)?(?:是|为|:|：)?((?:\d{3,4}-)?\d{7,8}|1\d{10}|1?\d{4,5})(?!\d)")
_NAME = re.compile(
    r"(?:名为|取名为?|命名为|称为|称作|叫做|叫作)([^,，。；的()]{2,16})(?=[,，。；(]|$)"
)
_BY = re.compile(
    r"(?:根据|按照|依据|依照)(《[^》]{4,40}》(?:[^,，。；]{0,20}规定)?)[,，]([^。；]{6,60})"
)
# What is asked for, where it stands in the first group, and the words that ask in its place.
_THINGS = (
    (_LIST, ("哪些", "什么", "哪些内容", "哪些方面")),
    (_PLACE, ("哪里", "什么地方", "哪儿")),
    (_PHONE, ("多少",)),
    (_NAME, ("什么", "什么名字")),
    (_BODY, ("哪个部门", "谁", "哪个单位", "哪家")),
)
# The same for what is asked before the rest, which is the second group.
_GROUNDS = (
    (_REASON, ("为什么", "为何", "什么原因")),
    (_BY, ("根据什么", "依据是什么", "按照什么规定")),
)
_HEAD = re.compile(
    r"^(?:[^,，。；:：]{0,8}(?:您好|你好|收悉)[,，!！。]?|其中[,，]|同时[,，]|此外[,，]|另外[,，])"
)
_CUT = re.compile(r"(?<!\d)[,，]|[,，](?!\d{3})|[；;：:]")
_LEAST, _MOST = 6, 46  # characters of a question


@dataclass(frozen=True, slots=True)
class MadeQuestion:
    """A question, and where its answer stands in the text that it was made of."""

    text: str
    start: int
    end: int


def made_questions(text: str, chance: random.Random) -> list[MadeQuestion]:
    """Return the questions that the sentences of a normalised text answer, in reading order."""
    made = []
    for start, end in sentences(text):
        sentence = text[start:end].rstrip("。！？!?\n ")
        for asked, left, right in _of_sentence(sentence, chance):
            kept = _HEAD.sub("", asked).strip(",，；;：: ")
            telling = content_tokens(kept)
            if _LEAST <= len(kept) <= _MOST and len(telling) >= 2:
                made.append(MadeQuestion(f"{kept}？", start + left, start + right))
    return made


def _of_sentence(sentence: str, chance: random.Random) -> Iterator[tuple[str, int, int]]:
    for match in _FIGURE.finditer(sentence):
        few = match[1].isdigit() and int(match[1]) < 20 and match[2] not in {"%", "元", "万元"}
        word = "几" if few and chance.random() < 0.5 else "多少"
        unit = chance.choice([match[2], match[2].lstrip("万亿")]) or match[2]
        instead = "百分之多少" if match[2] == "%" else word + unit
        yield _asked(sentence, match.start(), match.end(), instead, chance), *match.span()
    for match in _DATE.finditer(sentence):
        word = chance.choice(["什么时候", "何时", "哪一年" if match[0][4:5] == "年" else "哪一天"])
        yield _asked(sentence, match.start(), match.end(), word, chance), *match.span()
    for pattern, words in _THINGS:
        for match in pattern.finditer(sentence):
            word = chance.choice(words)
            yield _asked(sentence, match.start(1), match.end(1), word, chance), *match.span(1)
    for pattern, words in _GROUNDS:
        for match in pattern.finditer(sentence):
            rest = _CUT.split(match[2])[0]
            yield chance.choice(words) + rest, *match.span(1)


def _asked(sentence: str, start: int, end: int, word: str, chance: random.Random) -> str:
    """Return the clause of the answer with a question word in its place.

    A short clause takes the one before it along: there the subject often stands.
    """
    cuts = [0, *(match.end() for match in _CUT.finditer(sentence))]
    before = [cut for cut in cuts if cut <= start]
    first = before[-1]
    if len(before) > 1 and (start - first < 6 or chance.random() < 0.2):
        first = before[-2]
    after = _CUT.search(sentence, end)
    return sentence[first:start] + word + sentence[end : after.start() if after else len(sentence)]


def shortened(question: str, chance: random.Random, share: float = 0.25) -> str:
    """Return the question without some of its words; question words and figures stay.

    Two words that tell what is asked stay at least.
    """
    words = tokenise(question)
    dropped = question
    for word in content_tokens(question):
        enough = len(content_tokens(dropped)) > 2
        plain = len(word) > 1 and not re.search(r"\d", word) and words.count(word) == 1
        if enough and plain and chance.random() < share:
            dropped = dropped.replace(word, "", 1)
    return dropped
