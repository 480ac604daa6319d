"""A question and the words quoted for it become a frame: the quote and what stands around it."""

import re
from functools import cached_property

from chat.asking import WH, YES_NO, asking_span, without_some
from index.mentions import Mention, MentionKind, mentions
from index.normalise import normalise
from ingest.records import Exchange, Interview, Passage
from ingest.sentences import Span, sentences

FIGURE = re.compile(
    r"多少|几(?!乎)|[何啥]时|什么时[候间]|啥时候|哪[一1]?[年天月日]|多[大久长高远]|目标|指标|比例|占比|比重|金额|"
    r"总[额量]|增[速幅]|增长率|规模|数量|票价|价格|标准|面积|第几|名次"
)
"""Asks for a figure, a date or a goal."""
COMMENT = re.compile(
    r"(?:有何|有什么|作何|如何|怎么|怎样)(?:评论|评价|回应|看法|看待?|反应|期待|表态)|"
    r"能否证实|是否属实|持何立场"
)
"""Asks what the official says to something."""
PERSONAL = re.compile(
    r"我(?![区市省县镇国局院校部们]|想|要?问|来问|知道|了解)|"
    r"我们(?:是|在|家|住|公司|企业|厂|村|单位|夫妻|来自)|"
    r"本人|孩子|小孩|女儿|儿子|老婆|老公|父母|妈妈|爸爸|爷爷|奶奶|我司|朋友|爸妈|爹|娘|俺"
)
"""Tells of the asker himself."""
AGES = re.compile(r"(?:今年|都|已经?|快)\d+岁|(?<!\d)\d{1,2}多?年了$")
"""Tells how long the asker has done something, or how old he is: 开店20年了."""
CLAUSE = re.compile(r"[^,，。;；!！?？\n]+")
CLASS = re.compile(r"([\u4e00-\u9fff]{2,8})类(?!似|别|型)")
"""Names a class of things: 交通运输类."""
_POLITE = re.compile(
    r"(?:能不能|能否|可不可以|可否|是否可以|可以|能)(?:请|帮|给|跟|为|向|和)?(?:您|你|我|我们|大家)?"
    r"(?:简单|具体|详细|再)?(?:告诉|说|介绍|讲|解答|回答|透露|解释|谈|帮|问)"
)
_REPORT = re.compile(r"(?:据[^,。]{0,10}(?:报道|消息|悉|了解|介绍|说)|有报道称?|听说)[^。?]*[,。]")
_LEANING = 6
"""Characters: what is asked behind a report in no more than these is asked of what it tells."""
_SEGMENT_END = re.compile(r"[;；\n]")
_STORY = {
    MentionKind.YEAR,
    MentionKind.DATE,
    MentionKind.QUANTITY,
    MentionKind.PERSON,
    MentionKind.NEGATION,
}
"""What an official is not held to where the asker tells of himself, or of the news."""


class Frame:
    """The quoted words and what stands around them, from the nearest to the farthest."""

    def __init__(
        self, question: str, quote: str, passage: Passage, exchange: Exchange, interview: Interview
    ) -> None:
        answer = exchange.answer
        start = answer.find(quote, passage.start) if quote else passage.start
        start = start if start >= 0 else max(answer.find(quote), 0)
        end = start + len(quote)
        spans = [span for span in sentences(answer) if span[0] < end and start < span[1]]
        left, right = (spans[0][0], spans[-1][1]) if spans else (start, end)
        self.question = normalise(question)
        self.quote = normalise(quote)
        self.segment = normalise(_segment(answer[left:right], start - left, end - left))
        self.sentence = normalise(answer[left:right])
        self.before = normalise(answer[passage.start : start])
        self.passage = normalise(passage.text)
        self.heading = normalise(passage.heading)
        self.asked = normalise(exchange.asked)
        self.answer = normalise(answer)
        self.title = normalise(interview.title)
        self.interview = interview
        self.exchange = exchange

    @property
    def near(self) -> tuple[str, ...]:
        """The texts that say what a figure in the quote is of, nearest first."""
        return (self.quote, self.segment, self.sentence, self.heading, self.asked)

    @property
    def whole(self) -> str:
        """All that was said in the exchange, with the interview's title."""
        return "\n".join((self.answer, self.heading, self.asked, self.title))

    @cached_property
    def named(self) -> tuple[Mention, ...]:
        """What the question names and the official may be held to: the asker's own story is not."""
        return tuple(
            mention
            for mention in mentions(self.question, tuple(g.name for g in self.interview.guests))
            if mention.kind not in _STORY or not self.is_story(mention.start)
        )

    def is_story(self, at: int) -> bool:
        """Tell whether what stands at an offset of the question only leads up to what is asked."""
        return any(left <= at < right for left, right in self._story)

    @cached_property
    def _story(self) -> tuple[Span, ...]:
        """A clause about the asker himself, and those behind it up to what is asked."""
        clauses = [*CLAUSE.finditer(self.question)]
        own = [n for n, one in enumerate(clauses) if PERSONAL.search(one[0]) or AGES.search(one[0])]
        asking = [n for n, one in enumerate(clauses) if WH.search(one[0]) or YES_NO.search(one[0])]
        between = range(min(own), min(asking)) if own and asking else ()
        return (*(clauses[n].span() for n in sorted({*own, *between})), *self.told)

    @cached_property
    def told(self) -> tuple[Span, ...]:
        """The spans of the question that only lead up to what is asked: sentences that ask
        nothing, reports (据报道), and all of a question for a comment, whose subject the search
        has found."""
        question = self.question
        begins, ends = asking_span(question)
        told = [span for span in ((0, begins), (ends, len(question))) if span[0] < span[1]]
        reports = [
            m.span() for m in _REPORT.finditer(question) if len(question) - m.end() > _LEANING
        ]
        return (*told, *reports, *([(0, len(question))] if COMMENT.search(question) else []))

    @cached_property
    def wants_figure(self) -> bool:
        """Whether the question asks for a figure, a date or a goal."""
        return bool(FIGURE.search(without_some(self.question)))

    @cached_property
    def is_yes_no(self) -> bool:
        """Whether the question asks for a yes or no: what it supposes may be corrected."""
        plain = without_some(_POLITE.sub("", self.question))
        return bool(YES_NO.search(plain)) and not WH.search(plain)

    def of(self, kind: MentionKind) -> list[Mention]:
        """Return the question's mentions of a kind."""
        return [mention for mention in self.named if mention.kind is kind]


def mentions_of(text: str, *kinds: MentionKind) -> list[Mention]:
    """Return the mentions of some kinds in a text, in reading order."""
    return [mention for mention in mentions(text) if mention.kind in kinds]


def _segment(sentence: str, start: int, end: int) -> str:
    """Return the quote with the rest of its list item: as far as the next semicolons."""
    left = max((m.end() for m in _SEGMENT_END.finditer(sentence, 0, start)), default=0)
    right = _SEGMENT_END.search(sentence, max(end - 1, start))
    return sentence[left : right.start() if right else len(sentence)]
