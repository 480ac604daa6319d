"""Text becomes tokens: jieba's words in search mode, over the normalised text."""

import logging
import re
from functools import cache

import jieba

from index.normalise import normalise

_WORD = re.compile(r"\w")

# What a question is made of besides its subject. A token of this list says nothing about
# whether the corpus speaks of the subject, so it does not count in coverage.
_FUNCTION_WORDS = frozenset(
    """的 了 和 与 及 或 在 是 有 我 你 您 他 她 它 我们 你们 咱们 咱 俺 大家 这 那 这个 那个 这些 那些 其中
    吗 呢 吧 啊 呀 嘛 么 嗎 哦 啦 哈 请 请问 麻烦 告诉 一下 想 想要 问 问下 问问 知道 了解 看看 说说 说 讲 讲讲 谈谈 谈
    介绍 说明 解释 详细 简单 简要 具体 大概 能 能否 能不能 可以 可否 会 会不会 要 会有 是否 是不是 有没有 没有 有无
    什么 啥 哪 哪些 哪个 哪里 哪儿 谁 多少 几 几个 多大 多长 多久 如何 怎么 怎么样 怎样 咋 咋样 为什么 为何 为啥
    什么样 时候 何时 什么时候 情况 方面 内容 东西 事 事情 关于 对于 对 就 都 也 还 又 再 很 更 最 把 被 给 让 从 到 向 于
    以 为 而 且 并 但 如果 那么 所以 因为 将 将要 个 种 些 样 点 里 上 下 中 之 其 该 此 各 每 现在 目前 今后 以后 以前
    我国 我区 我市 本区 本市 你好 您好 谢谢 the a an of to in on is are was were be do does did what which who when where
    how many much why will would can could please tell me about for and or it its there any with by at from""".split()
)


def tokenise(text: str) -> list[str]:
    """Return the words of a text, longer words with their parts, in reading order."""
    return [token for token in _jieba().cut_for_search(normalise(text)) if _WORD.search(token)]


def content_tokens(question: str) -> list[str]:
    """Return a question's tokens without function words, each once, in reading order."""
    return [token for token in dict.fromkeys(tokenise(question)) if token not in _FUNCTION_WORDS]


@cache
def _jieba() -> jieba.Tokenizer:
    """Load jieba's dictionary without its cache file, which it would share in the temporary folder."""
    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return tokenizer
