"""Why an answer was chosen, as the desk shows it: ranks, probabilities and reasons in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from chat.explain import Explanation, Standing, Verdict, Weighed, objection
from chat.records import Answer, Status
from chat.render import readings
from index.grains import Grain
from index.reading import Change

GRAINS = {
    Grain.QUESTION: "主持人的问题",
    Grain.EXCHANGE: "整组问答",
    Grain.PASSAGE: "段落",
    Grain.SENTENCE: "句子",
    Grain.WORDING: "问法",
}
_CHANGES = {Change.SPELLING: "改正错字", Change.ENGLISH: "译成中文"}
_VERDICTS = {
    Verdict.SHOWN: "采用：就是给市民看的回答",
    Verdict.OTHER: "一并列出：别的访谈也这样回答",
    Verdict.LESS: "没有采用：也够把握，但另有更有把握的",
    Verdict.UNSURE: "没有采用：把握不够，低于阈值",
    Verdict.LACKS_KIND: "排除：原话里没有问题要的那类内容（如问多少而没有数字）",
    Verdict.VETOED: "排除：与问题对不上",
}


@dataclass(frozen=True, slots=True)
class GrainRow:
    """How a hit stands in one grain."""

    name: str
    words: str
    vectors: str


@dataclass(frozen=True, slots=True)
class TriedRow:
    """One exchange that was weighed, as it is shown."""

    place: str
    asked: str
    quote: str
    verdict: str
    is_shown: bool
    reasons: tuple[str, ...]
    probability: str
    grains: tuple[GrainRow, ...]
    fused: str
    promoted: str
    reranked: str


@dataclass(frozen=True, slots=True)
class TriedPart:
    """One part of a question, as it is shown."""

    question: str
    understood: tuple[str, ...]
    verdict: str
    rows: tuple[TriedRow, ...]


def outcome(answer: Answer) -> str:
    """Say what a citizen would get."""
    if answer.problem or answer.reply:
        return answer.problem or answer.reply
    return answer.text if answer.status is Status.ANSWERED else "没有官员回答过（拒答）"


def carried(answer: Answer) -> list[str]:
    """Say how the question was read, where it was not read as it was typed."""
    lines = readings(answer)
    if len(answer.parts) > 1:
        lines.append("拆成几问：" + "；".join(part.question for part in answer.parts))
    return lines


def parts_of(explanations: Sequence[Explanation]) -> list[TriedPart]:
    """Return what is shown of each part."""
    return [
        TriedPart(
            question=one.part.question,
            understood=tuple(_understood(one)),
            verdict=_decision(one),
            rows=tuple(_row(weighed, one.threshold) for weighed in one.weighed),
        )
        for one in explanations
    ]


def _understood(explanation: Explanation) -> list[str]:
    reading = explanation.part.reading
    lines = [f"按这些字查询：{reading.text}"]
    lines += [
        f"{_CHANGES[note.kind]}：{note.original} → {note.replacement}" for note in reading.notes
    ]
    if reading.synonyms:
        words = "、".join(f"{word}（{weight:g}）" for word, weight in reading.synonyms.items())
        lines.append(f"同时找这些同义词（括号里是权重）：{words}")
    if reading.unknown:
        lines.append(f"词表里没有的英文词：{'、'.join(reading.unknown)}")
    if explanation.named:
        lines.append(f"问题点了名，先排这些访谈：{'；'.join(explanation.named)}")
    return lines


def _decision(explanation: Explanation) -> str:
    best, threshold = explanation.part.confidence, explanation.threshold
    if explanation.part.citations:
        return f"最高的估计概率 {best:.3f}，达到阈值 {threshold:.3f}：回答。"
    if not explanation.weighed:
        return "语料里没有段落可查：拒答。"
    if not best:
        return f"候选的段落都被排除（阈值 {threshold:.3f}）：拒答。"
    return f"最高的估计概率 {best:.3f}，低于阈值 {threshold:.3f}：拒答。"


def _row(weighed: Weighed, threshold: float) -> TriedRow:
    exchange = weighed.hit.exchange
    speaker = exchange.answers[0].speaker
    relation = "达到" if weighed.probability >= threshold else "低于"
    return TriedRow(
        place=f"{speaker} · {weighed.hit.interview.date} · {weighed.hit.passage.id}",
        asked=exchange.asked or "（没有人提问，官员主动说的）",
        quote=weighed.quote,
        verdict=_VERDICTS[weighed.verdict],
        is_shown=weighed.verdict is Verdict.SHOWN,
        reasons=tuple(_reasons(weighed)),
        probability=f"{weighed.probability:.3f}（{relation}阈值 {threshold:.3f}）",
        grains=tuple(
            GrainRow(name, _standing(weighed.words[grain]), _standing(weighed.vectors[grain]))
            for grain, name in GRAINS.items()
        ),
        fused=f"第 {weighed.fused.rank} 名，{weighed.fused.score:.2f} 分",
        promoted="是：问题点了这次访谈的名" if weighed.is_named else "否",
        reranked="" if weighed.evidence is None else f"{weighed.evidence:.2f}",
    )


def _reasons(weighed: Weighed) -> list[str]:
    reasons = [objection(conflict) for conflict in weighed.conflicts]
    if weighed.left_open:
        reasons.append(f"与记明没有回答的“{weighed.left_open}”最相近，因此把握减少")
    return reasons


def _standing(standing: Standing) -> str:
    weight = f"权重 {standing.weight:.2f}" if standing.weight else "不计入"
    if standing.rank is None:
        return f"没有匹配的词（{weight}）"
    return f"第 {standing.rank} 名，{standing.score:.2f} 分（{weight}）"
