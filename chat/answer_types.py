"""A question becomes the type of its answer, and a text tells whether it has one of that type."""

import re
from enum import StrEnum

from chat.asking import asking_sentences
from index.mentions import TITLES, MentionKind, mentions
from index.normalise import normalise
from ingest.records import Passage


class AnswerType(StrEnum):
    """What sort of thing answers a question; ANY where its form does not tell."""

    ANY = "any"
    MONEY = "money"
    PERCENT = "percent"
    AREA = "area"
    LENGTH = "length"
    NUMBER = "number"
    DURATION = "duration"
    CLOCK = "clock"
    YEAR = "year"
    TIME = "time"
    PEOPLE = "people"
    NAME = "name"
    WHO = "who"
    PHONE = "phone"
    WEB = "web"
    ADDRESS = "address"
    CONDITION = "condition"
    MATERIAL = "material"
    PROCEDURE = "procedure"


_HOW_MUCH = r"(?:多少|几|多[大高贵]|怎么[收算]|如何[收算]|贵不贵)"
_WHICH_ONES = r"(?:什么|哪些|啥|哪几[种样类项])"
_PERSON = (
    r"(?:[局科处部省市县区镇村会院校司]长|书记|主任|主席|总理|委员|先生|女士|老师|教授|医生|领导|"
    r"负责人|人|员|谁)"
)
_ASKED_TYPES = {
    AnswerType.WEB: r"网址|网站(?:是|地址)|邮箱",
    AnswerType.PHONE: r"电话(?:号码)?(?:是|呢|\?|$|多少)|什么电话|(?:联系|办公|咨询|投诉|服务)电话|"
    r"(?:手机号码?|热线)(?:是|呢|\?|$|多少(?!次|个|件|人))|什么热线|联系方式|号码是",
    AnswerType.NAME: rf"{_PERSON}[^。?]{{0,4}}(?:叫什么|叫啥|全名|什么名字)|"
    rf"{_PERSON}[^,。?]{{0,4}}(?:名字|姓名)(?:是|叫)|姓什么",
    AnswerType.PERCENT: r"百分之几|百分之多少|百分比|几个百分点|多少个?(?:%|百分点)|"
    r"(?:多少|几)个点|(?:增速|增长率|利率|税率|比例|比重|占比|涵盖率|覆盖率)是?(?:多少|几)",
    AnswerType.AREA: rf"(?:多少|几)个?(?:亩|公顷|平方|平米|顷)|(?:面积|占地).{{0,4}}{_HOW_MUCH}",
    AnswerType.LENGTH: r"(?:多少|几)(?:公里|千米|米)|多长的?路|全长(?:是|有)?多少|多远|多高|"
    r"里程(?:是|有)?多少",
    AnswerType.MONEY: r"(?:多少|(?<!哪)几)(?:个?亿(?!人)|万?元|万块|块|钱|美元|经费|资金|投资|"
    r"费用|押金)|"
    r"(?:票价|门票|租金|房价|(?<!免)费用(?!户)|花费|价格|补[贴助]|投资额?|经费|安家费|奖金|奖励|罚款|学费|工资|薪水|"
    rf"预算|金额|津贴|额度)[^,。]{{0,6}}{_HOW_MUCH}"
    r"(?![名人个户家次项条所号月天年日点时成倍岁周批类种档级期]|分之)",
    AnswerType.CLOCK: r"几点(?![情意建要])|几时|(?:开放|营业|上班|办公)时间",
    AnswerType.DURATION: r"多久|多长时间|(?:多少|(?<!哪)几)(?:个?工作日|天|个月|小时|分钟|个?星期)|"
    r"几年(?!级)|有效期",
    AnswerType.YEAR: r"哪[一1]?年(?![天月级])|什么年份",
    AnswerType.TIME: r"什么时候|何时|啥时候|哪[一1几]?[年天月日]|几月|几号|"
    r"什么时间|哪个?月|多会儿|日期",
    AnswerType.WHO: r"谁(?!都)|哪[位所家]|"
    r"(?:哪个|哪些|什么)(?:部门|单位|学校|机构|公司|企业|局|人)",
    AnswerType.ADDRESS: r"(?<![差难好贵同别现样距势板题因气色义处据键用花])在哪[里儿]?(?!些)|"
    r"哪里办|去哪|地址|什么地方|在哪(?:些|几个)(?:地方|地点|小区|路段|街道|社区)|哪儿(?!来)|哪个(?:网站|平台|软件|app|小程序|公众号|窗口)",
    AnswerType.MATERIAL: rf"{_WHICH_ONES}(?:材料|证件|证明|手续)|材料(?:清单|有哪|是什么)|带什么",
    AnswerType.PROCEDURE: rf"{_WHICH_ONES}(?:流程|步骤|程序)|(?:流程|步骤)(?:是|有|怎|\?|$)|"
    r"(?:怎么|如何)(?:办理|申请)",
    AnswerType.CONDITION: rf"{_WHICH_ONES}(?:条件|资格)|(?:条件|资格)(?:是|有哪)|哪些人可以",
    AnswerType.PEOPLE: r"(?:多少|几)\s*(?:个|名|位)?"
    r"[^个家项条所座次种万亿元岁年月日天点倍,。?]{0,4}?"
    r"(?:人(?![均民大次才])|居民|台胞|台湾同胞|学生|学员|游客|老人|职工|员工|旅客|乘客|患者|官员|干部|代表|教师|老师|医生)|"
    r"(?:人数|人口)(?:是|有|达|达到)?(?:多少|几|\?|$)",
    AnswerType.NUMBER: r"多少|(?<!哪)几(?!乎)|多大|第几|数量|人数|个数",
}
"""How each sort is asked for; the first that fits is meant."""
_N = r"[\d一二三四五六七八九十百千万两半]\s*[余多]?"
_AT_MOST = r"(?:最[多长少短]|至[多少]|不[超低少]过?于?|满|连续|共|为期|延长|增加|[休放请给享有]|假)"
"""What stands before 日 where it counts days, and is none of a month."""
_MARKET = "(?:市场价格?|市价|评估价|成本价|租金|原价|票价|售价|标价|指导价)"
"""Prices of which a share is a price."""
_SAID_TYPES = {
    AnswerType.ANY: r"",
    AnswerType.WEB: r"[a-z0-9-]+\.[a-z]{2,}|@",
    AnswerType.PHONE: r"(?<!\d)(?:1[3-9]\d{9}|(?:0\d{2,3}-?)?\d{7,8}|"
    r"1[12]\d{1,3}|19\d\d|9[56]\d{3,4}|[48]00-?\d+|0\d{2,3}-\d{5})(?!\d)",
    AnswerType.PERCENT: r"\d\s*(?:%|‰|个百分点|成)|百分之|百分点|"
    r"分之|[一二三四五六七八九]成|免[征税]|一半|减半|对半",
    AnswerType.AREA: rf"{_N}(?:亩|公顷|平方|平米|顷|㎡|坪|m2)",
    AnswerType.LENGTH: rf"{_N}(?:公里|千米|米|里|km)",
    AnswerType.MONEY: rf"{_N}(?:元|块|美元|美金|人民币|亿|兆|欧元)|"
    r"[破上过逾超近数几][十百千万]*[万亿]|免费|免票|不收|免收|"
    rf"{_MARKET}[^,。;]{{0,4}}?\d+(?:\.\d+)?%|{_N}折(?![叠扣腾旧])|"
    r"半价|减半|全额(?:负担|承担)|零收费|买单",
    AnswerType.CLOCK: rf"{_N}(?:点|时)|\d:\d\d|24小时|全天",
    AnswerType.DURATION: rf"{_N}(?:个?工作日|天|日内|个月|小时|分钟|年|周|个?星期)|"
    r"长期|永久|终身|当[场天日月]|即[时办]|立等|随时|次[日月年]|每个?[周月天日年季][^,。;]{0,8}次|"
    rf"{_N}月[^,。;]{{0,6}}[至到]|{_AT_MOST}\d{{1,3}}日",
    AnswerType.YEAR: r"(?:19|20)\d\d|[今明去后前]年|年[底初内]|十[一二三四五]五",
    AnswerType.TIME: rf"{_N}(?:年|月|日|号|时)|[今明去后前]年|[上中下]旬|季度|[上下]半年|近期|"
    r"年[底初]|月底|目前|期间|当[天日月年场]|次[日月年]|即[日时]|随时|"
    r"每周|周[一二三四五六日天末]|星期",
    AnswerType.WHO: r"[局委院会部办队人站所厅署行长团方警军]|领导|单位|公司|大学|中心|政府|书记|"
    r"主任|企业|专家|[中小]学|学校|幼儿园|财政",
    AnswerType.ADDRESS: r"[路街号楼镇村区市县网在]|大厅|中心|窗口|平台|app|位于|小程序|公众号|"
    r"[院校局厅站社所馆园厂店]|[大中小]学|银行",
    AnswerType.CONDITION: r"条件|符合|满足|[须需应得要满凡持未无]|"
    r"以[上下内前后]|具备|资格|没有|不[超低少足]",
    AnswerType.MATERIAL: r"材料|证|表|复印件|原件|合同|照片|资料|户口簿",
    AnswerType.PROCEDURE: r"流程|步骤|申请|提交|办理|审核|受理|登录|填写|报名|程序|窗口",
    AnswerType.PEOPLE: rf"{_N}(?:万|亿|千)?\s*[余多]?\s*(?:名|位|个?人|户)|多数|少数|所有人|全体",
    AnswerType.NUMBER: r"\d|[一二三四五六七八九十百千万两]",
}
"""What each sort looks like where it is said."""
_LATIN_NAME = re.compile(r"[A-Z][a-z]+(?:[ ·-][A-Z][a-z]+)+")
_NO_DURATION = re.compile(r"(?:19|20)\d\d年(?:\d+月)?(?:\d+日)?|提前\d+[^\W\d]{1,3}|\d+周岁")
_DATE = re.compile(r"\d{2,4}年(?:\d+月)?(?:\d+日)?|\d+月(?:\d+日)?|\d+日")


def answer_type(question: str) -> AnswerType:
    """Return what sort of thing the form of a question asks for; the first that fits."""
    text = asking_sentences(normalise(question))
    for kind, pattern in _ASKED_TYPES.items():
        if re.search(pattern, text):
            return kind
    return AnswerType.ANY


def answers_type(question: str, quote: str, passage: Passage) -> bool:
    """Tell whether the quote or its passage has a thing of the sort that is asked for."""
    wanted = answer_type(question)
    return has_type(quote, wanted) or has_type(passage.text, wanted)


def has_type(text: str, wanted: AnswerType) -> bool:
    """Tell whether a text has a thing of a sort at all: an amount of money, a name, a date …"""
    folded = normalise(text)
    if wanted is AnswerType.NAME:
        return bool(_LATIN_NAME.search(text)) or any(
            len(untitled(m.text)) > 1 for m in mentions(folded) if m.kind is MentionKind.PERSON
        )
    if wanted is AnswerType.NUMBER:
        folded = without_dates(folded)
    if wanted is AnswerType.DURATION:
        folded = _NO_DURATION.sub(" ", folded)
    return bool(re.search(_SAID_TYPES[wanted], folded))


def without_dates(text: str) -> str:
    """Return a normalised text without its days and years: they tell no number of things."""
    return _DATE.sub(" ", text)


def untitled(name: str) -> str:
    """Return a person's name without the title behind it."""
    return re.sub(rf"(?:副?[\u4e00-\u9fff]长|{TITLES})$", "", name)
