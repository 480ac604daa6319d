"""A question that leans on earlier ones becomes one that stands alone."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from chat.smalltalk import reply_to
from index.normalise import normalise
from index.tokens import tokenise

Knows = Callable[[str], float]
"""A word's rarity (BM25's idf) in the passages; 0.0 for a word that none of them has."""

_COMMON = 1.5  # idf of a word that a fifth of the passages have: too common to be a subject
_SHORT = 12  # characters: a longer question that begins with its question word is a full one


def _any(words: str) -> str:
    """Return a pattern for any of the words, the longest that fits."""
    return "(?:" + "|".join(sorted(words.split(), key=len, reverse=True)) + ")"


# What a thing has. A question for nothing else asks it of the thing that was spoken about.
_AMOUNT = (
    r"(?:(?:总|计划|预计|实际|累计|年度|财政)?(?:投资|投入)(?:总额|额|规模)?|(?:总|专项)?(?:资金"
    r"|经费|费用|金额|预算)"
    r"|[总数限余]额|总量|(?<![这那])[总个人]数|数量|(?:建筑|占地|用地|规划)?面积|长度|规模|价格"
    r"|[单票房油]价|收费|[学水电租]费|房租|租金|[利税汇比费]率|比[例重]|占比"
    r"|增[速幅长]率?|涨幅|补贴|补助|奖励|名额|额度|年限|有效期|工期)"
)
_PROPERTY = (
    rf"(?:{_AMOUNT}|"
    + _any(
        "目标 时间 日期 期限 截止日期 截止时间 办理时间 进度 进展 地点 地址 位置 电话 联系方式 "
        "网址 条件 门槛 资格 标准 要求 流程 程序 步骤 手续 材料 资料 证件 内容 范围 对象 名单 "
        "名称 名字 全称 负责人 责任人 联系人 单位 部门 机构 牵头单位 责任单位 编制单位 主管部门 "
        "实施单位 建设单位 措施 举措 办法 方式 方法 途径 渠道 好处 优惠 优势 不足 短板 特点 特色 "
        "亮点 定位 重点 思路 原则 效果 成效 结果 待遇 安排 打算 部署 功能 组成 结构 口号 主题 "
        "任务 重点任务 政策 情况 实施情况 进展情况 落实情况 窗口"
    )
    + ")"
)
# What is said about a statement: the whole statement stays in the question.
_REMARK = _any("依据 根据 理由 原因 背景 意义 考虑 影响 区别 差别 出处 来源 例子 细节 问题 道理")
_NAMELESS = rf"(?:主要|具体|基本|总体|总的?)?(?:{_PROPERTY}){{1,2}}"
_COUNTER = (
    "[个家次天日年月号块元亿万米条章节点项所座间类种部分岁人名位份张层批篇套倍成度页句期回遍]"
)
_NUMBER = r"[\d.,%一二三四五六七八九十百千万亿两半]+"
ASKING = (
    r"(?:为什么|为何|为啥|凭什么|什么|啥|多少|多[大长久高远快宽重早]"
    r"|(?<![这那近前后头过好十来])几(?!乎)|哪[里儿些]?|谁|怎么着?样?|咋样?|怎样|如何"
    r"|何[时地人]|是否|有没有|有无|能不能|可不可以|是不是|会不会|要不要|够不够|行不行|能否|可否)"
)
# Words that a question may have besides, and still no subject of its own.
_LIGHT = _any(
    "时候 地方 方面 部分 放 进 样 样子 东西 意思 事情 事 大概 大约 一共 总共 共计 合计 共有 具体 "
    "分别 主要 到底 究竟 现在 目前 以后 将来 之后 后来 接着 以前 之前 当时 还有 另外 其他 别的 "
    "就是 可以 需要 应该 必须 允许 能 能够 准备 计划 预计 打算 最近 马上 已经 才 会 要 将 得 该 "
    "请 定 定下来 确定 决定 制定 拟定 设定 规定 编制 编写 编 批准 审批 审核 审议 批 建设 建成 "
    "建好 建 启动 开始 开工 动工 竣工 完工 完成 结束 实施 实行 施行 执行 落实 推进 负责 牵头 "
    "主持 参加 参与 组织 召开 举行 举办 花 花费 砸 出台 出来 出 开放 开通 通车 投用 投 使用 开 "
    "做 搞 申请 申报 申领 报名 登记 备案 预约 查询 查 领取 领 缴纳 缴 交 报销 结算 发放 发布 "
    "公布 公示 印发 通过 发 办理 办结 办 受理 提交 提供 携带 带 收 免费 免 减 退 换 补 续 转 "
    "咨询 投诉 反映 联系 找 问 去 来 用 给 拿 管 说 讲 算 写 包括 包含 涉及 突出 体现 属于 分成 "
    "分为 占 达到 达 到 增加 增长 减少 提高 下降 高 低 大 小 快 慢 难 贵 便宜 排队 网上 线上 "
    "线下 现场 自己 本人 别人 代办 钱 比 多 少 够 行 对 好 真 吗 么 呢 吧 啊 呀 嘛 的 了 过 着 "
    "地 是 有 在 由 为 被 把 让 从 向 跟 和 与 及 或 以 就 都 也 还 又 再 只 不 没 很 更 最 太 "
    "起 上 下 里 中 内 前 后 之 这么 这样 那么 那样 如此 我们 我 你们 您 咱们 咱 一下 点 些 每 "
    "各 亿元 万元 百分点 平方米 公里 选 挑 招标 评 第 划分 划 排 排名 听取 征求 收集 意见 建议 "
    "全省 全市 全国 全区 罚款 处罚 罚 升级 面向 针对"
)
_OWN = _any(
    "人才 人大 高中 内地 成人 中小 对台 对外 大会 大小 上级 下级 国家 前后 高度 大地 重点任务 "
    "重点项目 重点工作"
)
_NO_SUBJECT = re.compile(
    rf"(?P<own>{_OWN})|{ASKING}|{_PROPERTY}|{_REMARK}|{_LIGHT}|{_NUMBER}|{_COUNTER}|[\W_]"
)

_QUOTED_PLAN = "[“\"'「]?十[一二三四五六七]五[”\"'」]?(?:期间|时期|末)?(?!规划)"
TIME = (
    rf"(?:(?:19|20)\d\d(?!\d|[.亿万个元])年?(?:[底末初]|[上下]半年)?"
    rf"|二[〇○零0][一二三四五六七八九〇○零0-9]{{2}}年?|{_QUOTED_PLAN}"
    r"|[去今明前后]年[底末初]?|[上下]半年|第[一二三四]季度|[这那前后头]几年"
    r"|[近未]来?[几两三五十\d]年|上一?个五年)"
)
_DAY = (
    r"(?:(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月(?:\d{1,2}[日号]?|[底初份]|[上中下]旬)?)"
)
_ORDINAL = (
    r"(?:第[一二三四五六七八九十\d]{1,3}(?!季)|最后(?:面)?的?那?一?|头一|倒数第[一二三])"
    r"大?(?:方面|部分|阶段|步骤|片区|[类种个点条项章节篇步句批城块])?"
)
_CITIES = _any(
    "北京 上海 天津 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 "
    "广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门 石家庄 "
    "太原 沈阳 大连 长春 哈尔滨 南京 苏州 无锡 杭州 宁波 温州 合肥 福州 厦门 泉州 漳州 莆田 三明 "
    "南平 龙岩 宁德 平潭 南昌 济南 青岛 郑州 武汉 长沙 广州 深圳 珠海 佛山 东莞 海口 成都 贵阳 "
    "昆明 西安 兰州 西宁 南宁 拉萨 银川 乌鲁木齐 昆山 江阴 张家港 常熟 义乌 慈溪 晋江 石狮 南安 "
    "惠安 安溪 福清 台北 新北 桃园 台中 台南 高雄 新竹"
)
_PLACE = (
    r"(?:[我本全贵该][省市区县镇](?![级场民域内])"
    r"|(?:(?![在的和与有为是到年排”、,])[^\W\d]){1,7}?(?:(?<!节)省|(?<![城超上都夜股])市"
    r"|(?<![社园片地小校厂灾山景])区|县|镇|街道)(?![级场民域内别])"
    rf"|{_CITIES}全?[市省县]?)"
)
_CLASS = "(?:方面|领域|产业|片区|基地|阶段|类别|[类城型])"
KINDS = tuple(re.compile(kind) for kind in (TIME, _DAY, _ORDINAL, _PLACE))
# Possessive: “区区区区” could be cut into places in too many ways to try them all.
SETTING = re.compile(rf"(?>(?:[到在从自至]|截至)?(?:{TIME}|{_DAY}|{_PLACE})的?[,，]?)*+")

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
_OF_WHICH = re.compile(r"(?:在?[这那]?(?:其中|里面|当中))的?,?")
_ABOUT = re.compile(
    r"(?:(?:换|改)[成为]?|如果是|要是)?(?P<about>.{1,20}?)(?P<of>的)?(?:呢|又?怎么?样呢?"
    r"|又?如何呢?|咋样)"
)
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
_PRONOUN = re.compile(
    r"(?:(?<![吉其])(?:[它他她]们?)(?!人)|(?<![尤极何及与])其(?![他它中实余次间])|^此(?![外次])"
    r"|^上述|^以上"
    r"|^[您你]?(?:刚才|刚刚|上面|前面)所?(?:说|讲|提)到?过?的?)"
)
_POINTER = re.compile(
    r"(?:关于|对于?|针对)?(?P<that>该(?![怎不如去找])"
    r"|[这那](?![几些][年天])(?:[一二两三四五六七八九十几\d]*[个些项类种座条家点件天年次批](?!月)"
    r"|(?=[是要有会能算在由跟和与]|到底)))"
)
_AFTERWARDS = re.compile(
    r"在?[这那此]?(?:之[后前]|后来|接着|随后)|[在这那此]以[后前]|当时|那(?:个)?时候?"
)

# The words before a question word that belong to what is asked, not to what it is asked of.
_BEFORE = re.compile(
    r"(?:一共|总共|共计|合计|共|大约|大概|预计|具体|分别|主要|都|又|还|究竟|到底|也|现在|目前|将来"
    r"|以后|今后|前前后后)*"
    r"(?:(?:计划|准备|打算|预计)(?!投资)[^\W\d]{0,2})?"
    r"(?:会|将|要|能|可以|应该|应|需要?|准备|打算|必须|(?<!思)想)*"
    r"(?:(?:是|有|在|由|为|达到?|到|定在|定为|定|分成|分为|分|占|给|提|花|去|找|用|从|向|被|让"
    r"|属于|包括|包含|涵盖|涉及|突出|指的?|叫|做"
    r"|干|办|归|跟|建|开|存在|留下|采取|带|交|放在|设|如|上|投|砸|忙活|开展|出台|推出|实施|享受"
    r"|进行|提供|规定|建成|新建|建设|形成|打造|培育|打造成|完成)了?)?(?:的?是)?$"
)
_PROPERTY_AT_END = re.compile(rf"的?{_PROPERTY}{{1,2}}$")
_ASKED_NOUN = re.compile(
    rf"(?:什么样的?|什么|哪些|(?:哪|几)(?:{_NUMBER})?大?[个家项座条类种所名位辆份章层件批]"
    rf"|多少[个家项座条类种所名位辆份章层件批]?)"
    rf"(?!{_NUMBER})(?P<noun>(?:(?!{ASKING})[^\W\d]){{2,10}})(?<![的了吗])$"
)
_QUESTION_WORD = re.compile(ASKING)
_YES_NO = re.compile(
    r"(?:可以|能够|允许|需要|应该|属于|(?<![功智性节可技职])能(?![源力量耗效])"
    r"|(?<![社机协])会(?![议展计员])"
    r"|(?<![主重必只])要(?![求素点])|是|(?<![所国拥私])有(?![限关效])"
    r"|算(?![力法]))(?=.*(?:[吗吧么没]|没有)$)"
)
_WHETHER = re.compile(
    r"(?:还|也|都|就)?(?:可不可以|能不能|会不会|要不要|有没有|有无|能否|可否|是否|可以|能够?|会"
    r"|需?要|有|允许|应该)"
    rf"(?P<stated>(?:(?!{ASKING}).)+?)(?:了?[吗吧么没]|没有)?$"
)
_WHO = (
    r"(?:人(?![均口才民大员工数])|"
    + _any(
        "人员 者 户 学生 毕业生 研究生 考生 新生 居民 村民 市民 农民 台胞 同胞 台商 企业 公司 "
        "青年 老人 儿童 孩子 家庭 军人 职工 教师 老师 博士 硕士 男方 女方 商家 商户 个体户 单位 "
        "工人 农户"
    )
    + ")"
)
_NO_NAME = re.compile(f"{_PROPERTY}|部分|方面|地方|时候|样子")
_BENEFIT = _any("补贴 补助 奖励 优惠 政策 措施 举措 任务 重点任务 不足 短板 待遇 安排")
_FORMAL = re.compile(
    "条件|门槛|资格|要求|流程|程序|步骤|手续|[材资]料|时间|日期|地[点址]|电话|联系方式|名单|范围"
    "|对象|部门|单位"
)
_REASON = re.compile(rf"为什么|为何|为啥|凭什么|{_REMARK}|[这那]么|[这那]样|怎么.{{0,2}}[定算]")
_DEED = re.compile(r"^(?:会|将|要|能|可以|是|来|负责)*(?:[^\W\d]{1,2}的(?=..))?")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_ENGLISH = re.compile(
    r"(?:and|so|then|what about|how about|why)\b"
    r"|.*\b(?:its?|they|them|their|this|that|those|these)\b"
)


@dataclass(frozen=True, slots=True)
class Completed:
    """A question that stands alone, and what of it was taken over from the conversation."""

    text: str
    carried: str


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
        return self.topic if SETTING.fullmatch(aligned(own)) else self._about(own)

    def _about(self, named: str) -> str:
        """Add to what is named the noun or the deed asked for (“台胞”, “可以买房吗”: 台胞买房)."""
        own, asked = named.rstrip("的，, "), aligned(self.asked)
        if noun := _ASKED_NOUN.search(asked):
            counted = self.asked[noun.start("noun") :]
            if SETTING.fullmatch(aligned(own)):
                return own + counted
            if re.search(_BENEFIT, noun["noun"]) or not _NO_NAME.search(noun["noun"]):
                return f"{own}的{counted}"
        elif stated := _WHETHER.fullmatch(asked):
            return own + self.asked[stated.start("stated") : stated.end("stated")]
        if own:
            return own
        word = _QUESTION_WORD.search(asked)
        return _DEED.sub("", self.asked[word.end() :] if word else self.asked)


def complete(question: str, history: Sequence[str], knows: Knows) -> Completed:
    """Return the question with what it leaves out filled in from the earlier ones.

    What is asked changes, the subject stays. A question that names a subject of its own comes
    back as it was typed, and so does one without history.

    :param history: The earlier questions as typed, oldest first; small talk among them is skipped.
    """
    earlier = ""
    for past in history:
        if _asks(past) and not (earlier and MORE.fullmatch(aligned(core(past)))):
            earlier = _complete(past, earlier, knows).text
    return _complete(question, earlier, knows)


@lru_cache(maxsize=512)
def aligned(text: str) -> str:
    """Return the text as it is matched, each character in its place (`normalise` may move them)."""
    return "".join(_folded(char) for char in text)


def core(question: str) -> str:
    """Return a question without what leads to it (“请问”, “那么”) and without its final marks."""
    lead = _LEAD.match(aligned(question))
    return question[lead.end() if lead else 0 :].rstrip(" \t\n,，.。!！?？;；、~～…") or question


def anatomy(question: str) -> Anatomy:
    """Return the parts of a question's core; of several sentences the last one's."""
    text = re.split(r"[。！!？?\n]+", core(question))[-1]
    folded = aligned(text)
    preamble = _PREAMBLE.match(folded)
    text = text[preamble.end() :] if preamble else text
    folded = aligned(text)
    word = _QUESTION_WORD.search(folded) or _YES_NO.search(folded)
    at = word.start() if word else len(text)
    before = _BEFORE.search(folded[:at]) if word else None
    asked = before.start() if before else at
    named = _ASKED_NOUN.search(folded[asked:])  # “台商投资有什么优惠”: of the whole before it
    quality = None if named else _PROPERTY_AT_END.search(folded[:asked])
    subject = quality.start() if quality else asked
    return Anatomy(text[:subject], text[subject:asked], text[asked:])


def lacks_subject(question: str, knows: Knows) -> bool:
    """Tell whether a question asks something without saying of what (“总投资多少？”)."""
    folded = aligned(core(question))
    if re.match("你(?!们)|我是", folded):
        return False
    rest = _NO_SUBJECT.sub(lambda match: match["own"] or " ", folded)
    words = tokenise(rest)
    if len(folded) > _SHORT or not _QUESTION_WORD.match(folded):
        return not words
    whole = tokenise(folded)  # a character that is a word is a deed (“谁来划”); others are scraps
    own = [word for word in words if len(word) > 1 or word not in whole]
    return all(0.0 < knows(word) < _COMMON for word in own)


def _asks(text: str) -> bool:
    return reply_to(text) is None and any(char.isalnum() for char in text)


@lru_cache(maxsize=8192)
def _folded(char: str) -> str:
    folded = "?" if "\ud800" <= char <= "\udfff" else normalise(char)  # half a pair is no text
    return folded if len(folded) == 1 else char


def _complete(question: str, earlier: str, knows: Knows) -> Completed:
    if not earlier or not _asks(question):
        return Completed(question, "")
    if question.isascii():
        return _in_english(question, earlier)
    said, before = core(question), anatomy(earlier)
    ways = (
        _told_more(said, earlier),
        _replaced(said, earlier, before),
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
        whole = _YEAR.sub(year[0], whole)
        if re.fullmatch(r"(?:and|so|then|what about|how about|for|in|\s)*\d{4}", said.lower()):
            return Completed(f"{whole}?", whole)
    return Completed(f"{whole} ({said})?", whole)


def _told_more(said: str, earlier: str) -> Completed | None:
    """“具体讲讲”: the earlier question, and then this one."""
    if not MORE.fullmatch(aligned(said)):
        return None
    return Completed(f"{core(earlier)}，{said}？", core(earlier))


def _replaced(said: str, earlier: str, before: Anatomy) -> Completed | None:
    """“其中社会事业类呢？”: the earlier question, asked of something else."""
    folded = aligned(said)
    within = _OF_WHICH.match(folded)
    said, folded = (said[within.end() :], folded[within.end() :]) if within else (said, folded)
    about = _ABOUT.fullmatch(folded)
    new = said[about.start("about") : about.end("about")] if about else said
    if _QUESTION_WORD.search(aligned(new)) or _YES_NO.search(folded):
        return _asked_of_part(said, before, bool(within))
    named = kind_of(new) or re.fullmatch(rf"{_NAMELESS}|{_REMARK}|.+{_CLASS}", aligned(new))
    if not new or _PRONOUN.match(folded) or not (named or within or folded.endswith("呢")):
        return None
    of = said[about.start("of") : about.end("of")] if about and about["of"] else ""
    return _put(new, of, bool(within), earlier, before)


def _asked_of_part(said: str, before: Anatomy, within: bool) -> Completed | None:
    """“其中社会事业类有几个？”: a question of its own about a part of the earlier subject."""
    part = anatomy(said).subject.rstrip("的")
    is_class = re.fullmatch(".+[类型]", aligned(part))
    thing = before.thing
    if not (within or is_class) or not thing:
        return None
    if is_class and said.startswith(part):
        start, end = _parallel(aligned(part), thing, True) or (setting_end(thing),) * 2
        return _kept(thing[:start], said[: len(part)], thing[end:] + said[len(part) :])
    return _joined(thing, f"中{said}")


def _put(new: str, of: str, within: bool, earlier: str, before: Anatomy) -> Completed:
    """Put the new word where its parallel stands, or where it belongs if there is none."""
    whole, folded = core(earlier), aligned(new)
    for kind in KINDS:
        named = kind.match(folded)
        rest = folded[named.end() :].strip("的") if named else ""
        if named and (named.end() == len(new) or rest in aligned(whole)):
            return _put_in_kind(new[: named.end()], of, kind, whole, before)
    if re.fullmatch(_REMARK, folded):
        return _joined(before.topic, f"的{new}是什么")
    is_property = re.fullmatch(_NAMELESS, folded)
    span = None if is_property else _parallel(folded, whole, within)
    if span:
        return _kept(whole[: span[0]], new, whole[span[1] :])
    if is_property or re.fullmatch(r"[^\W\d]{1,4}[率额线]", folded):
        return _joined(before.thing, new + _asking_for(folded, before))
    return _put_beside(new, of, within, whole, before)


def _put_beside(new: str, of: str, within: bool, whole: str, before: Anatomy) -> Completed:
    """Put a class or a group before the subject; any other thing takes the subject's place."""
    folded, at = aligned(new), setting_end(before.subject)
    setting, rest = before.subject[:at], before.subject[at:]
    what = before.quality + before.asked
    if folded.endswith("方面") or (folded.endswith("领域") and rest):
        return _kept(before.subject, new, what)
    if within or re.fullmatch(f".*(?:{_CLASS}|{_WHO})", folded) or (of and rest):
        return _kept(setting, new + of, (rest + what) or whole)
    return _kept(setting, new, what or whole)


def _put_in_kind(
    new: str, of: str, kind: re.Pattern[str], whole: str, before: Anatomy
) -> Completed:
    """Put a year for the year, a place for the place, so that none of the old ones stays."""
    spans = [match.span() for match in kind.finditer(aligned(whole)) if match.end()]
    if spans:
        start, end = spans[0]
        rest = whole[end:]
        for later, stop in reversed(spans[1:]):
            rest = rest[: later - end].rstrip("到至在") + rest[stop - end :]
        return _kept(whole[:start], new, rest)
    if kind.pattern != _ORDINAL:
        return _kept("", new + of, whole)
    return _joined(_listed(before), f"{new}是什么")


def _pointed(said: str, before: Anatomy, knows: Knows) -> Completed | None:
    """“那它的计划投资是多少”: the subject for the pronoun."""
    folded = aligned(said)
    subject = _subject(before, folded)
    pronoun = _PRONOUN.search(folded)
    if pronoun and _refers_back(folded, pronoun.start()):
        of = "的" if pronoun[0] == "其" else ""
        subject = _without_old(subject, said)
        rest = said[pronoun.end() :]
        return Completed(f"{said[: pronoun.start()]}{subject}{of}{rest}？", subject)
    pointer = _POINTER.match(folded)
    if not pointer:
        return None
    rest = folded[pointer.end() :]
    noun = next(iter(tokenise(re.split(rf"{ASKING}|[是的在由,]", rest)[0])), "")
    if noun and rest.startswith(noun) and aligned(subject).endswith(noun):
        return _joined(subject, said[pointer.end() + len(noun) :])
    is_general = not noun or noun in {"项目", "数", "数字"} or not _words(noun)
    if is_general or pointer["that"] == "该" or not knows(noun):
        return _joined(subject, said[pointer.end() if not noun else 0 :])
    return None


def _refers_back(folded: str, at: int) -> bool:
    """Tell whether a pronoun is of an earlier question, not of this one (“台商和他们的子女”)."""
    before = folded[:at]
    compared = re.search("[和与跟比同]$", before) and re.search(
        "区别|不同|差别|关系|比|一样", folded
    )
    return "," not in before and (bool(compared) or not _words(before))


def _numbered(said: str, earlier: str, before: Anatomy) -> Completed | None:
    """“最后那个突出什么”: one of what the earlier question asked for."""
    folded = aligned(said)
    number = re.match(_ORDINAL, folded)
    if not number or _words(folded[number.end() :]):
        return None
    old = re.search(_ORDINAL, aligned(core(earlier)))
    return _joined(core(earlier)[: old.start()] if old else _listed(before), said)


def _asked_of_subject(said: str, earlier: str, before: Anatomy, knows: Knows) -> Completed | None:
    """“总投资多少？”: another question about the same subject."""
    folded = aligned(said)
    subject = _subject(before, folded)
    later = _AFTERWARDS.match(folded)
    if later and not kind_of(said[: later.end()]) and len(said) > later.end():
        return _joined(subject, said) if _leans_on_time(said, later.end(), knows) else None
    for kind in KINDS:
        named = kind.match(folded)
        if not named or kind.pattern == _ORDINAL or _QUESTION_WORD.search(named[0]):
            continue
        if lacks_subject(said[named.end() :] or "的", knows):
            moved = _put_in_kind(said[: named.end()], "", kind, subject or core(earlier), before)
            return Completed(moved.text[:-1] + said[named.end() :] + "？", moved.carried)
    if not lacks_subject(said, knows):
        return _repeated(said, subject)
    of = "的" if re.match(_REMARK, folded) else ""
    return _joined(subject, of + said)


def _repeated(said: str, subject: str) -> Completed | None:
    """“项目总投资多少？”: what stands before the word that the earlier question has too."""
    folded, words = aligned(said), _words(aligned(said))
    topic = aligned(subject)
    if not words or not all(word in topic for word in words):
        return None
    at = topic.find(words[0])
    if not folded.startswith(words[0]):
        return _joined(subject, said)
    return _joined(subject[:at], said) if at > 0 else None


def _leans_on_time(said: str, at: int, knows: Knows) -> bool:
    """Tell whether what follows “之后” has no rarer word: “之后又开了几次会？” has none."""
    words = _words(aligned(said)[at:])
    return (len(words) <= 3 and all(len(word) < 3 for word in words)) or not any(map(knows, words))


def _subject(before: Anatomy, folded: str) -> str:
    """Return what was spoken of; its property stays unless the new question has another."""
    formal = _FORMAL.search(before.quality) and not _REASON.search(folded)
    return before.thing if formal or re.search(_PROPERTY, folded) else before.topic


def _listed(before: Anatomy) -> str:
    """Return what the earlier question asked for, as something with parts: “规划的不足”."""
    noun = _ASKED_NOUN.search(aligned(before.asked))
    own = before.subject + before.quality
    if not noun or not own or noun["noun"] in {"部分", "方面", "内容"}:
        return before.topic
    return f"{own.rstrip('的')}的{before.asked[noun.start('noun') :]}"


def _asking_for(folded: str, before: Anatomy) -> str:
    """Return what to ask of a property (in its folded form): its amount, time, place or content."""
    if re.fullmatch(rf"{_AMOUNT}|.*(?:[率额线]|{_AMOUNT})", folded):
        return before.asked if before.quality and "多少" in before.asked else "是多少"
    if re.fullmatch("时间|日期|期限|截止日期", folded):
        return "是什么时候"
    return "在哪里" if re.fullmatch("地点|地址|位置|窗口", folded) else "是什么"


def _parallel(folded: str, whole: str, within: bool) -> tuple[int, int] | None:
    """Return the span of what the new word stands beside: of its class, or its last character."""
    text = aligned(whole)
    kin = (
        f"[^\\W的和与及有在是为]+?{named[0]}" if (named := re.search(f"{_CLASS}$", folded)) else ""
    )
    if not kin and re.search(f"{_WHO}$", folded):
        kin = rf"(?:[^\W的和与及有在是为]*?{_WHO})+"
    if kin:
        found = re.search(kin, text)
        return _behind_setting(text, *found.span()) if found else None
    return None if within or len(folded) < 2 else _rhyming(folded, text)


def _rhyming(folded: str, text: str) -> tuple[int, int] | None:
    """Return the span of the word that ends as the new one does (“增值税”, “所得税”)."""
    words = [word for word in tokenise(text) if len(word) > 1 and word in text]
    longest = [word for word in words if not any(word in w and word != w for w in words)]
    word = next((word for word in longest if word[-1] == folded[-1]), "")
    if not word:
        return None
    end = text.index(word) + len(word)
    start = max(end - max(len(word), len(folded)), 0)
    if not folded.endswith(word):
        return _behind_setting(text, end - len(word), end)
    first = (text.index(w) for w in longest if text.index(w) < start < text.index(w) + len(w))
    return _behind_setting(text, next(first, start), end)


def _behind_setting(text: str, start: int, end: int) -> tuple[int, int]:
    setting = SETTING.match(text, start)
    return (setting.end() if setting and setting.end() < end else start), end


def setting_end(text: str) -> int:
    """Return where the times and places that a text begins with end; 0 if it has none there."""
    setting = SETTING.match(aligned(text))
    return setting.end() if setting else 0


def kind_of(text: str) -> re.Pattern[str] | None:
    """Return the pattern of `KINDS` that the whole text is: a year, a day, an ordinal, a place."""
    return next((kind for kind in KINDS if kind.fullmatch(aligned(text))), None)


def _words(folded: str) -> list[str]:
    return tokenise(_NO_SUBJECT.sub(lambda match: match["own"] or " ", folded))


def _joined(subject: str, said: str) -> Completed:
    """Join what was spoken of and what is said, a word that both have at the seam once."""
    subject = _without_old(subject, said)
    most = min(len(subject), len(said))
    twice = next((n for n in range(most, 1, -1) if subject.endswith(said[:n])), 0)
    return Completed(f"{subject}{said[twice:]}？", subject)


def _kept(head: str, new: str, tail: str) -> Completed:
    head, tail = _without_old(head, new), _without_old(tail, new)
    return Completed(f"{head}{new}{tail}？", head + tail)


def _without_old(carried: str, said: str) -> str:
    """Drop the year and the place from what is taken over where the question names its own."""
    for kind in (TIME, _PLACE):
        own = re.search(rf"(?<![比跟和与较同])(?:{kind})", aligned(said))
        if own and not _QUESTION_WORD.search(own[0]):
            spans = re.finditer(rf"[到在从至]?(?:{kind})的?", aligned(carried))
            for start, end in reversed([match.span() for match in spans]):
                carried = carried[:start] + carried[end:]
    return carried
