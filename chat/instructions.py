"""Whether an input tells the program what to be or to do, instead of asking an official."""

import re

from index.normalise import normalise

_INSTRUCTION = re.compile(
    r"扮演|假装|假设你是|你现在(?:是|进入|开始)|从现在(?:起|开始)[,]?你|"
    r"(?:忽略|无视|忘(?:记|掉))(?:以上|之前|上面|前面|所有|一切|你的)|"
    r"别管[^,。?]{0,6}(?:规定|规则|要求|限制)|不受[^,。?]{0,4}限制|(?:不用|不要|不必|别)(?:再)?引用|"
    r"(?:编|写|作|讲|唱|画|骂|生成)(?:一|几|个|首|篇|段|句|出)|随便编|"
    r"(?:承诺|答应|保证)(?:我|明天|今天|明年)|(?:用|以)(?!什么|何)[^,。?]{1,8}(?:口气|语气|口吻|身份)|"
    r"(?:系统)?提示词|开发者模式|直接说你(?:自己)?的|"
    r"ignore (?:all|any|the|previous|above)|pretend|act as|you are now|system prompt|jailbreak",
    re.IGNORECASE,
)


def is_instruction(question: str) -> bool:
    """Tell whether a question holds an instruction to the program (扮演…, 编一个…, 忽略以上…)."""
    return bool(_INSTRUCTION.search(normalise(question)))
