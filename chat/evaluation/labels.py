"""Measures are named and explained in plain Chinese, once, for page and command line."""

from dataclasses import dataclass

from chat.evaluation.records import Measure


@dataclass(frozen=True, slots=True)
class Label:
    """What a figure is called, what it is about, and the questions it is counted over."""

    name: str
    meaning: str
    over: str
    is_share: bool = True


LABELS: dict[Measure, Label] = {
    Measure.ACCURACY: Label("准确率", "能答的答对了，不能答的拒答了", "全部题"),
    Measure.ANSWERED: Label("回答率", "能答的题里给出了回答的", "能答的题"),
    Measure.ANSWERED_ACCURACY: Label("答出的正确率", "给出的回答里正确的", "给出了回答的题"),
    Measure.RIGHT_FIRST: Label("出处正确", "首条引用就是标准出处", "指明了出处的题"),
    Measure.HOLDS: Label("要点齐全", "回答里有题目要求的全部字样", "要求了字样的题"),
    Measure.HIT1: Label("命中@1", "标准出处排在第 1 位", "指明了出处的题"),
    Measure.HIT5: Label("命中@5", "标准出处排在前 5 位", "指明了出处的题"),
    Measure.MRR: Label("MRR", "标准出处名次的倒数的平均", "指明了出处的题", is_share=False),
    Measure.NDCG10: Label("nDCG@10", "前 10 位的排序质量", "指明了出处的题", is_share=False),
    Measure.REFUSAL_PRECISION: Label("拒答准确率", "拒答的题里本应拒答的", "拒答了的题"),
    Measure.REFUSAL_RECALL: Label("拒答召回率", "本应拒答的题里拒答了的", "本应拒答的题"),
    Measure.REFUSAL_F1: Label(
        "拒答 F1", "上两项的调和平均", "拒答了或本应拒答的题", is_share=False
    ),
    Measure.QUOTE_OK: Label("引文核对无误", "引文与原文所标位置逐字相同", "给出了回答的题"),
    Measure.LENGTH_RATIO: Label(
        "回答长度比", "回答的字数是恰好够用的字数的几倍", "知道标准长度的回答", is_share=False
    ),
}
