"""How questions are put becomes patterns: what asks, when and where, what is asked of a thing.

In a pattern «heading» stands for any of the words of `anatomy_words.txt` under that heading.
"""

import re
from functools import cache, lru_cache

from index.normalise import normalise
from index.word_lists import word_sections

ASKING = (
    r"(?:为什么|为何|为啥|凭什么|什么时[候间]|啥时候|什么|啥|多少|多[大长久高远快宽重早]"
    r"|(?<![这那近前后头过好十来差])几(?!乎)|哪[里儿些]?|谁|怎么着?样?|咋样?|怎样|如何"
    r"|何[时地人]|是否|有没有|有无|能不能|可不可以|是不是|会不会|要不要|够不够|行不行|能否|可否)"
)
"""The words that ask."""
AMOUNT = (
    r"(?:(?:总|计划|预计|实际|累计|年度|财政)?(?:投资|投入)(?:总额|额|规模)?|(?:总|专项)?(?:资金"
    r"|经费|费用|金额|预算)"
    r"|[总数限余]额|总量|(?<![这那])[总个人]数|数量|(?:建筑|占地|用地|规划)?面积|长度|规模|价格"
    r"|[单票房油]价|收费|[学水电租]费|房租|租金|[利税汇比费]率|比[例重]|占比"
    r"|增[速幅长]率?|涨幅|补贴|补助|奖励|名额|额度|年限|有效期|工期)"
)
"""The properties that are answered by a number."""
PROPERTY = rf"(?:{AMOUNT}|«properties»)"
"""What a thing has: a question for nothing else asks it of the thing that was spoken about."""
NAMELESS = rf"(?:主要|具体|基本|总体|总的?)?(?:{PROPERTY}){{1,2}}"
"""One or two properties, and no thing that has them."""
REMARK = "«remarks»"
"""What is said about a statement: the whole statement stays in the question."""
_QUOTED_PLAN = "[“\"'「]?十[一二三四五六七]五[”\"'」]?(?:期间|时期|末)?(?!规划)"
TIME = (
    rf"(?:(?:19|20)\d\d(?!\d|[.亿万个元])年?(?:[底末初]|[上下]半年)?"
    rf"|二[〇○零0][一二三四五六七八九〇○零0-9]{{2}}年?|{_QUOTED_PLAN}"
    r"|[去今明前后]年[底末初]?|[上下]半年|第[一二三四]季度|[这那前后头]几年"
    r"|[近未]来?[几两三五十\d]年|上一?个五年)"
)
DAY = (
    r"(?:(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月(?:\d{1,2}[日号]?|[底初份]|[上中下]旬)?)"
)
ORDINAL = (
    r"(?:第[一二三四五六七八九十\d]{1,3}(?!季)|最后(?:面)?的?那?一?|头一|倒数第[一二三])"
    r"大?(?:方面|部分|阶段|步骤|片区|[类种个点条项章节篇步句批城块])?"
)
PLACE = (
    r"(?:[我本全贵该][省市区县镇](?![级场民域内])"
    r"|(?:(?![在的和与有为是到年排”、,])[^\W\d]){1,7}?(?:(?<!节)省|(?<![城超上都夜股])市"
    r"|(?<![社园片地小校厂灾景])(?<!(?<![东西南中宝房萧蜀金洪青])山)区|县|镇|街道)(?![级场民域内别])"
    r"|«cities»全?[市省县]?)"
)
KINDS = (TIME, DAY, ORDINAL, PLACE)
"""What of one kind takes the place of another."""
# Possessive: “区区区区” could be cut into places in too many ways to try them all.
SETTING = rf"(?>(?:[到在从自至]|截至)?(?:{TIME}|{DAY}|{PLACE})的?[,，]?)*+"
"""The times and places that a question begins with."""
CLASS = "(?:方面|领域|产业|片区|基地|阶段|类别|[类城型])"
"""What a class of things ends with (“社会事业类”)."""
STAGE = (
    "(?:幼儿园|小学|初中|中学|高中|中专|大专|专科|本科|学士|(?:硕士|博士)(?:研究生)?|研究生(?!院))"
    "(?:生(?![活源产育态均]))?(?![后点导])"
)
"""A stage of schooling, or its degree."""
WHO = "(?:人(?![均口才民大员工数])|«people»)"
"""Whom a measure is for."""


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern, with the listed words in the place of each «heading», longest first."""
    return re.compile(re.sub("«(.+?)»", lambda match: _any_of(match[1]), pattern))


def _any_of(heading: str) -> str:
    words = word_sections("chat", "anatomy_words.txt")[heading]
    return "(?:" + "|".join(sorted(words, key=len, reverse=True)) + ")"


@lru_cache(maxsize=512)
def aligned(text: str) -> str:
    """Return the text as it is matched, each character in its place (`normalise` may move them)."""
    return "".join(_folded(char) for char in text)


@lru_cache(maxsize=8192)
def _folded(char: str) -> str:
    folded = "?" if "\ud800" <= char <= "\udfff" else normalise(char)  # half a pair is no text
    return folded if len(folded) == 1 else char


def kind_of(text: str) -> str | None:
    """Return the pattern of `KINDS` that the whole text is: a year, a day, an ordinal, a place."""
    return next((kind for kind in KINDS if compiled(kind).fullmatch(aligned(text))), None)


def setting_end(text: str) -> int:
    """Return where the times and places that a text begins with end; 0 if it has none there."""
    setting = compiled(SETTING).match(aligned(text))
    return setting.end() if setting else 0
