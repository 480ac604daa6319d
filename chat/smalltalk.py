"""Small talk becomes a fixed reply, and what can't be read as a question becomes a plain hint."""

import re
import unicodedata

from index.normalise import normalise

GREETING = "您好！请直接输入您想问的问题，我会在已公布的访谈里查找官员的原话来回答。"
THANKS = "不客气。如果还有想了解的，欢迎继续提问。"
FAREWELL = "再见，欢迎随时再来提问。"
ABOUT = (
    "这里是访谈通：用政府公开访谈里官员的原话回答您的问题，并注明是谁、什么职务、什么时候、"
    "在哪次访谈里说的；访谈里没有官员回答过的，会直接告诉您没有。请用一两句话写下想问的事情，"
    "看到回答以后可以接着追问。"
)
EMPTY = "请输入您想问的问题。"
NO_WORDS = "没有看到文字，请用一句话写下您想问的问题。"
NO_SENSE = "没有看懂您输入的内容，请用一句话写下您想问的问题。"
TOO_LONG = "您的问题太长了，请缩短到 {limit} 个字以内再问一次。"

_UNIT_MAX = 4
"""Characters of what is said over and over (多少多少多少…)."""
_OVER_AND_OVER = 9
"""Times that it is said: a telephone number may have eight of one digit. The only one of the test
questions that says nothing else says 啊 seven times."""

# Each is matched against what is left of an input without punctuation and white space.
_PHRASES = {
    GREETING: r"(?:你|您|大家|各位|你们|领导|老师|科长|局长|主任|小编|主持人)?好|[你您]好吗"
    r"|哈[喽啰罗]|嗨|喂"
    r"|(?:早上|上午|中午|下午|晚上)好|早安?|午安|晚安|在吗|在不在|有人吗|有人在吗"
    r"|hi|hello|hey|hithere|hellothere|how(?:are|r)(?:you|u)|good(?:morning|afternoon|evening)|nihao",
    THANKS: r"(?:好的?|行|非常|十分|太|多|万分)?(?:谢谢|感谢|多谢|谢了|谢啦|3q)+"
    r"(?:你|您|你们|大家|领导|解答|回答|回复|答复|的|了|帮助)*|辛苦(?:你|您|你们|大家)?了?"
    r"|(?:非常|十分|太)?谢谢?|明白了?|知道了|清楚了|了解了|收到|好的?|行|ok|okay|嗯+|哦+"
    r"|thanks?(?:you)?(?:very|so)?(?:much)?|thanksalot|manythanks|thx|xiexie",
    FAREWELL: r"再见|拜拜|拜|回见|下次(?:再)?(?:见|聊)|没有?(?:别的)?(?:问题|事)了?|不问了"
    r"|我?先走了|good?bye|bye(?:bye)?|seeyou(?:later)?|zaijian",
    ABOUT: r"(?:请问|那)?[你您妳]们?(?:到底|究竟)?(?:是(?:谁|哪位|啥)|叫(?:什么|啥)(?:名字)?"
    r"|是什么(?:人|东西)?|是(?:不是)?(?:机器人|人工智能|ai|真人|人工|(?:人工|智能)?客服)"
    r"|是[做干](?:什么|啥)的)"
    r"|(?:请问|那)?(?:(?:你|您|这里|这个(?:网站|网页|系统)?)(?:都|还)?)?(?:能|会|可以)(?:帮我)?"
    r"(?:做|干|回答|问)(?:些|点)?(?:什么|啥)(?:问题)?|(?:我)?(?:能|可以)(?:问|向你问)(?:你|您)?"
    r"(?:些|点)?(?:什么|啥)(?:问题)?|(?:你|您)(?:有什么用|有什么功能|会什么|懂什么)"
    r"|(?:这个|这|你|请问)?(?:该)?(?:怎么|如何|怎样)(?:使)?用(?:你|您|这个)?|使用(?:说明|方法|帮助)"
    r"|(?:你|您)?(?:做个|请)?自我介绍(?:一下)?|介绍(?:一下)?你自己|帮助|help|访谈通(?:是什么)?"
    r"|who(?:are|r)you|whatareyou|whatcanyoudo|howdo(?:i|es)(?:thiswork|usethis|itwork)"
    r"|areyou(?:a)?(?:robot|bot|ai|human)|whatisyourname|whatsyourname",
}
_PARTICLES = r"[呀啊哦哈啦了哟喔噢]{0,3}"
_ASKING_PARTICLES = r"[呀啊哦哈啦了哟喔噢吗嘛呢吧]{0,3}"  # 行吗 is no thanks, 你是机器人吗 asks


def reply_to(question: str) -> str | None:
    """Return the reply to an input that is small talk as a whole; None for any other input.

    Of several courtesies in a row the last that is no greeting is answered (“您好，谢谢”).
    """
    text = normalise(question.encode("utf-8", "replace").decode("utf-8"))
    said = [_bare(piece) for piece in re.split(r"[^\w\s'’]+", text)]
    replies = [_reply(piece) for piece in said if piece]
    if not replies or None in replies:
        return None
    meant = [reply for reply in replies if reply and reply != GREETING]
    return meant[-1] if meant else GREETING


def unreadable(question: str, max_chars: int) -> str | None:
    """Return what to say to an input that is empty, too long or no question; None for others."""
    if not question.strip():
        return EMPTY
    if len(question) > max_chars:
        return TOO_LONG.format(limit=max_chars)
    if not any(char.isalnum() for char in question):
        return NO_WORDS
    return NO_SENSE if _repeats(question) and reply_to(question) is None else None


def _repeats(question: str) -> bool:
    """Tell whether an input says nothing but one short thing over and over."""
    said = _bare(question.casefold())
    return any(
        len(said) >= _OVER_AND_OVER * n and said[n:] == said[:-n] for n in range(1, _UNIT_MAX + 1)
    )


def _bare(text: str) -> str:
    return "".join(char for char in text if unicodedata.category(char)[0] in "LN")


def _reply(said: str) -> str | None:
    """Return the reply to one courtesy, which may be several said in one breath (“您好在吗”)."""
    for reply, phrases in _PHRASES.items():
        particles = _ASKING_PARTICLES if reply == ABOUT else _PARTICLES
        if re.fullmatch(f"(?:{phrases}){particles}", said):
            return reply
    greeting = re.match(f"(?:{_PHRASES[GREETING]}){_PARTICLES}(?=.)", said)
    return _reply(said[greeting.end() :]) if greeting and len(said) <= 40 else None
