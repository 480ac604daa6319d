import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.answer_types import AnswerType, answer_type, answers_type, has_type
from chat.guard import conflicts
from chat.records import Conflict, ConflictKind
from chat.support import support
from ingest.collection import Collection, collect
from ingest.corpus import load_corpus
from ingest.records import Exchange, Interview, Kind, Passage, Role, Turn

# Invented interviews of other offices: heading, title, guest, day, and what was asked and answered.
PAGES = (
    (
        "在线访谈_杭州市卫生健康委员会",
        "“健康杭州”建设与医疗卫生服务",
        "杭州市卫生健康委员会副主任 陈建国",
        "2023-09-20",
        (
            (
                "请介绍一下我市医疗资源的总体情况。",
                "截至2022年底,全市共有各类医疗卫生机构6210个,实有床位9.8万张,每千人执业医师4.6人。"
                "其中公办医院92家,民办医院285家。全市人均预期寿命83.9岁。",
            ),
            (
                "家庭医生签约怎么收费?",
                "居民与社区卫生服务中心签约,个人每年缴12元,其余由医保基金和财政承担。"
                "签约居民住院报销比例不变,门诊起付标准降低300元。咨询热线是0571-12320。",
            ),
            (
                "HPV疫苗接种有什么安排?",
                "我市自2023年3月起为初中一年级女生免费接种二价HPV疫苗,第一针与第二针间隔6个月。"
                "接种须带身份证和预防接种证,到户籍或学籍所在地的社区卫生服务中心预约。西湖区和萧山区已先行开放周末门诊。",
            ),
            (
                "托育服务的目标是什么?",
                "到2025年,全市每千人口拥有3岁以下婴幼儿托位4.8个,其中普惠托位占比达到60%。今年新增托位5000个。",
            ),
        ),
    ),
    (
        "往期访谈_福建省教育厅",
        "2024年秋季中小学招生入学政策解读",
        "福建省教育厅基础教育处处长 林晓梅",
        "2024-05-16",
        (
            (
                "今年小学招生的年龄要求是什么?",
                "2024年秋季入学的小学一年级新生须年满6周岁,即2018年8月31日(含)前出生。"
                "幼儿园小班招收3周岁儿童。",
            ),
            (
                "民办学校怎么招生?",
                "民办义务教育学校纳入审批地统一管理,与公办学校同步招生;报名人数超过计划的,实行电脑随机录取。报名时间为6月15日至6月20日。",
            ),
            (
                "随迁子女入学需要哪些材料?",
                "随迁子女入学需提供户口簿、居住证、父母一方的劳动合同或营业执照。由居住地县级教育部门统筹安排,不得收取借读费。",
            ),
            (
                "“十四五”期间我省学位建设有什么计划?",
                "“十四五”期间,全省计划新建、改扩建公办幼儿园700所,新增学位18万个;新建义务教育学校500所,新增学位40万个。"
                "“十三五”时期,全省累计新增公办幼儿园学位25.6万个。福州市计划新增学位9万个,厦门市计划新增学位12万个。",
            ),
        ),
    ),
    (
        "在线访谈_国家税务总局成都市税务局",
        "支持小微企业发展税费优惠政策",
        "国家税务总局成都市税务局货物和劳务税处处长 王力",
        "2023-04-11",
        (
            (
                "小规模纳税人增值税有什么优惠?",
                "2023年1月1日至2023年12月31日,月销售额10万元以下的增值税小规模纳税人免征增值税;"
                "适用3%征收率的应税销售收入减按1%征收增值税。",
            ),
            (
                "小微企业所得税怎么算?",
                "小型微利企业年应纳税所得额不超过100万元的部分,减按25%计入应纳税所得额,按20%的税率缴纳企业所得税。"
                "一季度全市共为2.3万户企业减税6.8亿元,同比增长12%。",
            ),
            (
                "个人所得税汇算什么时候办?",
                "2022年度个人所得税综合所得汇算清缴时间为2023年3月1日至6月30日,纳税人可以通过个人所得税APP办理。"
                "汇算不能由他人随意代办,未经授权的不予受理。",
            ),
        ),
    ),
    (
        "往期访谈_宁波市交通运输局",
        "宁波市综合交通“十四五”规划和轨道交通建设",
        "宁波市交通运输局局长 周海波",
        "2022-06-30",
        (
            (
                "轨道交通建设进展如何?",
                "目前已建成轨道交通线路5条,运营里程183公里;6号线2021年12月开工,计划2026年建成通车,全长39公里,总投资285亿元,年度计划投资42亿元。"
                "7号线、8号线分别于2022年和2023年开工。",
            ),
            (
                "公交有什么优惠?",
                "60周岁以上老年人凭敬老卡在工作日7时至8时30分以外时段免费乘坐公交,学生卡享5折优惠。地铁票价起步2元,最高7元。",
            ),
            (
                "高速公路规划了哪些项目?",
                "“十四五”期间规划高速公路项目12个,总投资1860亿元。交通投资分三类:公路类项目28个,铁路类项目6个,水运类项目17个。"
                "到2025年,全市高速公路里程达到800公里;到2035年,建成“一环六射”高速公路网。全省“十四五”综合交通投资约2万亿元。",
            ),
        ),
    ),
    (
        "訪談逐字稿_衛生福利部",
        "長期照顧2.0與兒童照顧政策說明",
        "衛生福利部部長 許志明",
        "2022-10-05",
        (
            (
                "長照2.0的服務量有多少?",
                "到民國110年底,長照服務人數為33萬8千人,服務涵蓋率67.03%,照顧服務員有9萬3千人。長照專線是1966。",
            ),
            (
                "育兒津貼怎麼發?",
                "第一胎每月發5000元,第二胎6000元,第三胎以上7000元,綜合所得稅稅率20%以上的家庭不予發給。補助自2022年8月起調高。",
            ),
            (
                "喘息服務的額度是多少?",
                "失能等級第2至6級每年32340元,第7至8級48510元。臺北市和高雄市另有加碼補助。",
            ),
        ),
    ),
    (
        "在线访谈_长沙市人力资源和社会保障局",
        "解读《长沙市人才新政》和就业社保政策",
        "长沙市人力资源和社会保障局局长 何伟明",
        "2022-08-18",
        (
            (
                "人才购房和补贴有什么标准?",
                "新落户并在长沙工作的博士、硕士、本科等全日制高校毕业生,两年内分别发放每年1.5万元、1万元、0.6万元租房和生活补贴,博士毕业生、硕士毕业生首次购房分别给予6万元、3万元购房补贴。",
            ),
            (
                "今年就业目标怎么定的?",
                "今年我市计划城镇新增就业13.5万人,城镇登记失业率控制在4.5%以内。上半年已实现城镇新增就业8.02万人,完成年度目标的59.4%。去年全年城镇新增就业15.1万人。",
            ),
            (
                "失业保险金怎么领?",
                "失业人员可在终止劳动合同之日起60日内,凭身份证、社保卡到参保地社保经办机构窗口申领失业保险金,也可通过“智慧人社”平台办理。标准为最低工资标准的90%,即每月1530元。咨询电话12333。",
            ),
            (
                "退休人员养老金调整了多少?",
                "2022年退休人员基本养老金总体上调4%,人均每月增加约120元,7月31日前发放到位,惠及全市126万退休人员。",
            ),
        ),
    ),
    (
        "往期访谈_青岛市文化和旅游局",
        "“十四五”文旅发展与景区惠民",
        "青岛市文化和旅游局副局长 孙丽娜",
        "2021-11-25",
        (
            (
                "“十四五”文旅产业的主要目标是什么?",
                "到2025年,全市旅游总收入达到3000亿元,接待游客1.5亿人次;文化产业增加值占GDP比重达到6%。“十三五”末,全市旅游总收入为1400亿元。",
            ),
            (
                "景区门票有哪些优惠?",
                "崂山风景区旺季门票90元、淡季60元,65周岁以上老人免票。每年5月19日中国旅游日,全市A级景区门票半价。",
            ),
            (
                "博物馆建设情况如何?",
                "全市现有备案博物馆100家,其中国有45家、非国有55家。新的青岛市博物馆扩建工程占地62亩,建筑面积7万平方米,2022年3月开工,2024年底建成开放,总投资5.6亿元。",
            ),
        ),
    ),
    (
        "訪談紀錄_勞動部",
        "最低工資與勞工保險說明",
        "勞動部部長 林淑芬",
        "2023-09-12",
        (
            (
                "基本工資調整了多少?",
                "自民國113年1月1日起,每月基本工資由26400元調整為27470元,調幅4.05%;每小時基本工資由176元調整為183元。約有179萬名勞工受惠。",
            ),
            (
                "育嬰留職停薪津貼怎麼領?",
                "就業保險被保險人子女滿3歲前可申請,按平均月投保薪資60%發給,政府另加給20%,最長6個月。",
            ),
        ),
    ),
)

# Words quoted; a question that they answer; one that they don't; why not.
PAIRS = (
    # what citizens say before 市 and 区 is no name
    (
        "“现代化”和“全面超越”是摆在我们面前的两大政治任务",
        "眼下区里头等的任务是什么？",
        "惠安县头等的任务是什么？",
        "place",
    ),
    (
        "8月12日,比选确定华侨大学政治与公共管理学院为区“十四五”规划编制团队",
        "承担区“十四五”规划编制的团队是哪个单位？",
        "信义区的“十四五”规划编制团队是哪个单位？",
        "place",
    ),
    (
        "始终把党中央决策部署和省委、市委工作要求贯彻到我区“十四五”规划编制工作中",
        "省里市里的要求怎么落实？",
        "广东省的要求怎么落实？",
        "place",
    ),
    (
        "是在衔接省、市“十四五”规划纲要指标设置的基础上",
        "指标跟省里市里接不接轨？",
        "指标跟全国接不接轨？",
        "place",
    ),
    (
        "全面对接福厦泉自主创新示范区和福厦泉科创走廊",
        "科技上跟福州厦门怎么联动？",
        "科技上跟深圳广州怎么联动？",
        "place",
    ),
    (
        "全面对接福厦泉自主创新示范区和福厦泉科创走廊",
        "科技上怎么跟厦门对接？",
        "科技上怎么跟福州新区对接？",
        "place",
    ),
    (
        "是在衔接省、市“十四五”规划纲要指标设置的基础上",
        "主要指标有没有衔接省里的？",
        "全省主要指标定的是多少？",
        "place",
    ),
    (
        "我区计划实施重点建设项目165个,总投资2488亿元",
        "重点项目分哪几大类？",
        "重点项目是哪两百个？",
        "quantity",
    ),
    (
        "在实施同等待遇新举措上先行示范,在探索产业合作新路径上先行示范",
        "两岸融合要在哪五个方面带头？",
        "两岸融合要在哪二十个方面带头？",
        "list",
    ),
    # Quanzhou's zone, its plan
    ("到2025年达440亿元", "到2025年GDP要达到多少亿？", "到2030年GDP要达到多少亿？", "year"),
    ("到2025年达440亿元", "GDP的目标是多少？", "2035年GDP目标是多少？", "year"),
    ("到2025年达440亿元", "GDP今后是多少？", "前面那五年GDP是多少？", "year"),
    ("到2025年达440亿元", "今后五年GDP要到多少？", "过去五年GDP涨到多少？", "year"),
    (
        "市里将按GDP年均增长6.5%以上来安排全市“十四五”经济增长速度",
        "今后五年全市GDP每年涨多少个点？",
        "前面那五年全市GDP每年涨多少个点？",
        "year",
    ),
    ("到2025年达440亿元", "台商区2025年GDP是多少？", "泉州市2025年GDP总量目标多少亿？", "place"),
    ("到2025年达440亿元", "我区2025年GDP达到多少亿元？", "石狮市2025年GDP达到多少亿元？", "place"),
    ("到2025年达440亿元", "你们区2025年GDP达到多少？", "福建省2025年GDP达到多少？", "place"),
    ("到2025年达440亿元", "二〇二五年GDP要达到多少？", "到2025年人均GDP要达到多少？", "aspect"),
    (
        "届时我区综合竞争力进入全市第一方阵,国家级开发区综合考评排名进入全国中上游水平",
        "国家级开发区考评，我们以后想排到第几？",
        "国家级开发区考评，我们现在排第几？",
        "year",
    ),
    ("到2025年达440亿元", "现在打算到2025年GDP达到多少？", "GDP现在是多少？", "year"),
    ("到2025年达440亿元", "“十四五”末GDP达到多少？", "“十五五”末GDP达到多少？", "plan"),
    ("到2025年达440亿元", "到2025年GDP多少亿元？", "到2025年一般公共预算收入多少亿元？", "support"),
    ("到2025年达440亿元", "2025年全区GDP要到多少亿？", "全国2025年GDP要到多少亿？", "place"),
    ("到2025年达440亿元", "2025年经济总量多大？", "到2025年常住人口目标多少？", "contrast"),
    ("GDP年均增长拟按6.5%安排", "2024年GDP增速按多少安排？", "2024年GDP是多少？", "year"),
    (
        "市里将按GDP年均增长6.5%以上",
        "泉州市里“十四五”的GDP年均增长打算定多少？",
        "福建省“十四五”GDP年均增长打算定多少？",
        "place",
    ),
    (
        "市里将按GDP年均增长6.5%以上",
        "全市GDP年均增长多少？",
        "“十三五”期间GDP年均增长多少？",
        "plan",
    ),
    (
        "市里将按GDP年均增长6.5%以上",
        "全市GDP增速目标是多少？",
        "工业增加值年均增长多少？",
        "support",
    ),
    (
        "工业科技类项目66个,总投资806.3亿元,计划投资475.5亿元",
        "工业科技类项目有多少个？",
        "交通运输类项目有多少个？",
        "class",
    ),
    (
        "设置经济发展、创新转型、民生福祉、绿色发展、安全生产等五个方面33个经济社会发展指标",
        "经济社会发展指标设了几个？",
        "绿色发展那方面设了几个指标？",
        "class",
    ),
    (
        "总投资2488亿元,计划投资1593.1亿元",
        "重点项目人才方面总投资多少？",
        "重点项目农业方面总投资多少？",
        "class",
    ),
    (
        "工业科技类项目66个,总投资806.3亿元",
        "工业科技类的总投资是多少亿？",
        "晋江市工业科技类的总投资是多少亿？",
        "place",
    ),
    (
        "我区计划实施重点建设项目165个,总投资2488亿元",
        "165个重点项目总投资多少？",
        "185个重点项目总投资多少？",
        "quantity",
    ),
    ("总投资2488亿元", "重点建设项目总投资是多少？", "重点建设项目计划投资是多少？", "contrast"),
    (
        "我区计划实施重点建设项目165个,总投资2488亿元",
        "我区计划实施多少个重点建设项目？",
        "漳州台商投资区计划实施多少个重点建设项目？",
        "place",
    ),
    (
        "11月3日,区分管领导主持召开座谈会,形成规划纲要初稿",
        "11月3日的座谈会谁主持？",
        "11月5日的座谈会谁主持？",
        "date",
    ),
    (
        "8月12日,比选确定华侨大学政治与公共管理学院为区“十四五”规划编制团队",
        "“十四五”规划由哪所大学编制？",
        "“十三五”规划由哪所大学编制？",
        "plan",
    ),
    (
        "8月12日,比选确定华侨大学政治与公共管理学院为区“十四五”规划编制团队",
        "哪天确定编制团队？",
        "请编制团队花了多少钱？",
        "type",
    ),
    (
        "区“十四五”规划编制工作于2020年8月正式启动",
        "规划编制2020年几月启动？",
        "规划编制2019年几月启动？",
        "year",
    ),
    (
        "特别是黄书记、梁主任等区领导到位后",
        "黄书记到位后做了什么？",
        "林书记到位后做了什么？",
        "person",
    ),
    ("我按照我们邱龙吟局长的委托", "科经局的局长是谁？", "请问教育局局长是谁？", "person"),
    ("我按照我们邱龙吟局长的委托", "你们局的局长是谁？", "税务局的局长是谁？", "person"),
    ("特别是黄书记、梁主任等区领导到位后", "哪些领导到位了？", "黄书记全名叫什么？", "type"),
    (
        "展望2035年远景目标,届时我区综合竞争力进入全市第一方阵",
        "泉州台商投资区2035年远景目标是什么？",
        "厦门市2035年远景目标是什么？",
        "place",
    ),
    (
        "展望2035年远景目标,届时我区综合竞争力进入全市第一方阵",
        "2035年综合竞争力的目标是什么？",
        "2050年综合竞争力的目标是什么？",
        "year",
    ),
    (
        "五个方面33个经济社会发展指标",
        "经济社会发展指标有多少个？",
        "约束性指标有多少个？",
        "aspect",
    ),
    (
        "三大产业片区(杏东产业片区、张坂产业片区、科技产业区)",
        "三大产业片区是哪三个？",
        "五大产业片区是哪五个？",
        "quantity",
    ),
    ("“五横五纵”主要路网全面贯通", "“五横五纵”路网会贯通吗？", "“五横五纵”是哪十条路？", "list"),
    (
        "《规划》共十四章,由3大部分、49条构成",
        "《规划》由三大部分、49条构成，一共有几章？",
        "《规划》由四大部分、49条构成，一共有几章？",
        "quantity",
    ),
    (
        "工业科技类项目66个,总投资806.3亿元",
        "重点项目有多少类？",
        "66个工业科技类项目分别是哪些？",
        "members",
    ),
    (
        "农林水利类项目 2个,总投资26.3亿元",
        "农林水利类项目有几个？",
        "农林水利那两个项目叫什么名字？",
        "members",
    ),
    (
        "我按照我们邱龙吟局长的委托",
        "邱局长委托荣科长做了什么？",
        "林局长委托荣科长做了什么？",
        "person",
    ),
    (
        "持续做好“通”“惠”“情”三篇文章",
        "我是台胞，来泉州15年了，两岸融合方面打算做些什么？",
        "来泉州的15个台胞，两岸融合方面打算做些什么？",
        "quantity",
    ),
    (
        "“五横五纵”主要路网全面贯通",
        "“五横五纵”什么时候贯通？",
        "“五横五纵”都叫什么名字？",
        "members",
    ),
    (
        "以纺织鞋服等五大优势产业为支撑",
        "五大优势产业是以什么产业为代表？",
        "五大优势产业除了纺织鞋服，另外四个是什么？",
        "members",
    ),
    (
        "高端装备制造等五大新兴产业为引擎",
        "五大新兴产业打头的是啥？",
        "五大新兴产业里除高端装备制造外还有哪些？",
        "members",
    ),
    (
        "高端装备制造等五大新兴产业为引擎",
        "三大产业片区是指哪些？",
        "除了高端装备制造，另外四个新兴产业分别是什么？",
        "members",
    ),
    (
        "“堵、挖、涝、停、扰”等五大城市通病问题得到有效解决",
        "五大城市通病分别指什么？",
        "“五横五纵”具体是哪些？",
        "members",
    ),
    (
        "全市建成世界海丝名城、制造强市和现代化区域性中心城市",
        "全市2035年的目标是什么？",
        "全县2035年的目标是什么？",
        "place",
    ),
    (
        "全省基本实现全方位高质量发展超越",
        "福建省2035年远景目标怎么提的？",
        "浙江省2035年远景目标怎么提的？",
        "place",
    ),
    (
        "以纺织鞋服等五大优势产业为支撑",
        "哪些产业是优势产业？",
        "哪些产业不属于优势产业？",
        "negation",
    ),
    # Hangzhou's health commission
    (
        "全市共有各类医疗卫生机构6210个",
        "杭州市有多少个医疗卫生机构？",
        "宁波市有多少个医疗卫生机构？",
        "place",
    ),
    (
        "全市共有各类医疗卫生机构6210个",
        "2022年底有多少医疗机构？",
        "2020年底有多少医疗机构？",
        "year",
    ),
    (
        "全市共有各类医疗卫生机构6210个",
        "我市有多少家医疗机构？",
        "浙江省有多少家医疗机构？",
        "place",
    ),
    ("其中公办医院92家", "公办医院有多少家？", "民营医院床位有多少张？", "support"),
    ("公办医院92家", "杭州公办医院几家？", "杭州民办医院几家？", "contrast"),
    (
        "居民与社区卫生服务中心签约,个人每年缴12元",
        "家庭医生签约一年多少钱？",
        "家庭医生上门一次多少公里内免费？",
        "type",
    ),
    ("门诊起付标准降低300元", "门诊起付标准降低多少元？", "住院起付标准降低多少元？", "contrast"),
    ("咨询热线是0571-12320", "咨询热线号码是多少？", "签约中心的地址面积有多少平方米？", "type"),
    (
        "我市自2023年3月起为初中一年级女生免费接种二价HPV疫苗",
        "什么时候开始给初一女生打HPV疫苗？",
        "2021年就给初一女生打HPV疫苗，从几月开始？",
        "year",
    ),
    ("第一针与第二针间隔6个月", "第一针和第二针间隔多久？", "第三针间隔多久？", "contrast"),
    (
        "为初中一年级女生免费接种二价HPV疫苗",
        "初中女生打HPV疫苗多少钱？",
        "高中女生打HPV疫苗多少钱？",
        "contrast",
    ),
    (
        "接种须带身份证和预防接种证",
        "接种疫苗要带什么材料？",
        "上海市接种疫苗要带什么材料？",
        "place",
    ),
    (
        "西湖区和萧山区已先行开放周末门诊",
        "西湖区周末能打疫苗吗？",
        "余杭区有几家医院周末能打疫苗？",
        "place",
    ),
    (
        "全市每千人口拥有3岁以下婴幼儿托位4.8个",
        "到2025年每千人口托位有多少个？",
        "到2035年每千人口托位有多少个？",
        "year",
    ),
    ("普惠托位占比达到60%", "普惠托位占比多少？", "普惠托位同比增长多少？", "aspect"),
    ("今年新增托位5000个", "2023年新增托位多少个？", "2021年新增托位多少个？", "year"),
    ("今年新增托位5000个", "今年新增多少个托位？", "今年新增多少名保育员？", "support"),
    # Fujian's education department
    (
        "2018年8月31日(含)前出生",
        "2024年上小学要在哪天以前出生？",
        "2023年上小学要在哪天以前出生？",
        "year",
    ),
    ("小学一年级新生须年满6周岁", "小学新生须满多少岁？", "初中新生须满多少岁？", "contrast"),
    (
        "小学一年级新生须年满6周岁",
        "福建省小学入学年龄标准是多少？",
        "广东省小学入学年龄标准是多少？",
        "place",
    ),
    (
        "报名时间为6月15日至6月20日",
        "民办学校什么时候报名？",
        "民办学校什么时候公布分数线？",
        "support",
    ),
    (
        "报名时间为6月15日至6月20日",
        "6月15日开始报名的是什么学校？",
        "7月15日开始报名的是什么学校？",
        "date",
    ),
    ("实行电脑随机录取", "报名人数超了怎么录取？", "江西省报名人数超了怎么录取？", "place"),
    (
        "随迁子女入学需提供户口簿、居住证、父母一方的劳动合同或营业执照",
        "随迁子女入学要哪些材料？",
        "随迁子女入学要交多少钱学费？",
        "type",
    ),
    (
        "新增学位18万个",
        "“十四五”期间公办幼儿园新增学位多少万个？",
        "“十五五”期间公办幼儿园新增学位多少万个？",
        "plan",
    ),
    (
        "全省计划新建、改扩建公办幼儿园700所",
        "“十四五”我省新建多少所公办幼儿园？",
        "“十四五”全国新建多少所公办幼儿园？",
        "place",
    ),
    (
        "全省计划新建、改扩建公办幼儿园700所",
        "新建、改扩建公办幼儿园多少所？",
        "新建、改扩建民办幼儿园多少所？",
        "contrast",
    ),
    (
        "新建义务教育学校500所",
        "新建义务教育学校多少所？",
        "泉州市新建义务教育学校多少所？",
        "place",
    ),
    (
        "“十三五”时期,全省累计新增公办幼儿园学位25.6万个",
        "“十三五”新增公办幼儿园学位多少？",
        "“十二五”新增公办幼儿园学位多少？",
        "plan",
    ),
    ("福州市计划新增学位9万个", "福州市新增学位多少万个？", "莆田市新增学位多少万个？", "place"),
    ("福州市计划新增学位9万个", "福州计划新增多少学位？", "厦门计划新增多少学位？", "place"),
    # Chengdu's tax bureau
    (
        "月销售额10万元以下的增值税小规模纳税人免征增值税",
        "月销售额多少元以下免征增值税？",
        "月销售额多少元以下免征个人所得税？",
        "contrast",
    ),
    (
        "月销售额10万元以下的增值税小规模纳税人免征增值税",
        "2023年增值税小规模纳税人月销售额多少以下免税？",
        "2025年增值税小规模纳税人月销售额多少以下免税？",
        "year",
    ),
    (
        "减按1%征收增值税",
        "小规模纳税人增值税减按百分之几？",
        "重庆市小规模纳税人增值税减按百分之几？",
        "place",
    ),
    ("按20%的税率缴纳企业所得税", "企业所得税税率是多少？", "契税税率是多少？", "contrast"),
    (
        "年应纳税所得额不超过100万元的部分",
        "不超过100万元的部分怎么算？",
        "超过300万元的部分怎么算？",
        "quantity",
    ),
    (
        "一季度全市共为2.3万户企业减税6.8亿元",
        "一季度减税多少亿元？",
        "三季度减税多少亿元？",
        "date",
    ),
    ("一季度全市共为2.3万户企业减税6.8亿元", "成都市减税多少亿？", "绵阳市减税多少亿？", "place"),
    (
        "一季度全市共为2.3万户企业减税6.8亿元,同比增长12%",
        "减税同比增长多少？",
        "减税环比增长多少？",
        "aspect",
    ),
    (
        "汇算清缴时间为2023年3月1日至6月30日",
        "2022年度个税汇算什么时候办？",
        "2020年度个税汇算什么时候办？",
        "year",
    ),
    (
        "汇算不能由他人随意代办,未经授权的不予受理",
        "哪些情况不予受理？",
        "哪些房屋不予受理契税？",
        "contrast",
    ),
    (
        "个人所得税综合所得汇算清缴时间为2023年3月1日至6月30日",
        "个人所得税汇算什么时候？",
        "土地增值税汇算什么时候？",
        "contrast",
    ),
    # Ningbo's transport bureau
    (
        "已建成轨道交通线路5条,运营里程183公里",
        "宁波轨道交通运营里程多少公里？",
        "苏州轨道交通运营里程多少公里？",
        "place",
    ),
    ("6号线2021年12月开工", "6号线什么时候开工？", "6号线的站点面积有多少亩？", "type"),
    ("总投资285亿元", "6号线总投资多少？", "6号线年度计划投资多少？", "contrast"),
    (
        "60周岁以上老年人凭敬老卡在工作日7时至8时30分以外时段免费乘坐公交",
        "老年人坐公交多少钱？",
        "残疾人坐公交多少钱？",
        "contrast",
    ),
    (
        "60周岁以上老年人凭敬老卡在工作日7时至8时30分以外时段免费乘坐公交",
        "60周岁以上坐公交免费吗？",
        "外地老人办卡押金多少钱？",
        "support",
    ),
    ("地铁票价起步2元,最高7元", "地铁票价起步多少元？", "高铁票价起步多少元？", "contrast"),
    ("最高7元", "地铁票价最高多少？", "地铁票价最低多少？", "contrast"),
    (
        "规划高速公路项目12个,总投资1860亿元",
        "“十四五”规划了多少个高速公路项目？",
        "“十三五”规划了多少个高速公路项目？",
        "plan",
    ),
    ("公路类项目28个", "公路类项目有多少个？", "机场类项目有多少个？", "class"),
    (
        "到2025年,全市高速公路里程达到800公里",
        "2025年高速公路里程多少？",
        "2035年高速公路里程多少？",
        "year",
    ),
    (
        "到2025年,全市高速公路里程达到800公里",
        "宁波市高速公路里程多少公里？",
        "全省高速公路里程多少公里？",
        "place",
    ),
    (
        "全省“十四五”综合交通投资约2万亿元",
        "浙江省综合交通投资多少？",
        "江苏省综合交通投资多少？",
        "place",
    ),
    (
        "到2035年,建成“一环六射”高速公路网",
        "2035年高速公路网的目标是什么？",
        "2035年高速公路网目标里杭州市的是什么？",
        "place",
    ),
    # Taiwan's ministry of health, in Traditional characters
    (
        "長照服務人數為33萬8千人",
        "民國110年底長照服務人數有多少？",
        "民國105年底長照服務人數有多少？",
        "year",
    ),
    ("長照服務人數為33萬8千人", "2021年長照服務人數有多少？", "2019年長照服務人數有多少？", "year"),
    ("服務涵蓋率67.03%", "长照服务涵盖率是多少？", "日本的長照服務涵蓋率是多少？", "place"),
    ("照顧服務員有9萬3千人", "照顧服務員有多少人？", "居家護理師薪水有多少元？", "support"),
    ("長照專線是1966", "長照專線電話是多少？", "台南市長照專線電話是多少？", "place"),
    ("第二胎6000元", "第二胎育兒津貼多少錢？", "第三胎育兒津貼多少錢？", "contrast"),
    ("第一胎每月發5000元", "第一胎每月發多少元？", "第一胎生育給付要準備多少份收據？", "support"),
    (
        "綜合所得稅稅率20%以上的家庭不予發給",
        "哪些家庭不予發給？",
        "營業稅稅率多少以上不予發給？",
        "contrast",
    ),
    ("補助自2022年8月起調高", "補助從2022年幾月調高？", "補助從2020年幾月調高？", "year"),
    (
        "失能等級第2至6級每年32340元",
        "失能第2至6級喘息服務額度多少？",
        "喘息服務在桃園市額度多少？",
        "place",
    ),
    ("臺北市和高雄市另有加碼補助", "臺北市有加碼補助嗎？", "基隆市有加碼補助嗎？", "place"),
    # Changsha, Qingdao and the ministry of labour: written before the guard had seen them
    (
        "博士毕业生、硕士毕业生首次购房分别给予6万元、3万元购房补贴",
        "博士首次购房给多少补贴？",
        "本科生首次购房给多少补贴？",
        "contrast",
    ),
    (
        "博士毕业生、硕士毕业生首次购房分别给予6万元、3万元购房补贴",
        "长沙硕士买房补贴多少？",
        "株洲硕士买房补贴多少？",
        "place",
    ),
    (
        "今年我市计划城镇新增就业13.5万人",
        "今年计划新增就业多少万人？",
        "2025年计划新增就业多少万人？",
        "year",
    ),
    (
        "上半年已实现城镇新增就业8.02万人",
        "上半年新增就业多少万人？",
        "下半年新增就业多少万人？",
        "date",
    ),
    (
        "去年全年城镇新增就业15.1万人",
        "2021年城镇新增就业多少万人？",
        "2019年城镇新增就业多少万人？",
        "year",
    ),
    (
        "今年我市计划城镇新增就业13.5万人",
        "长沙市今年城镇新增就业的目标是多少？",
        "湖南省今年城镇新增就业的目标是多少？",
        "place",
    ),
    (
        "城镇登记失业率控制在4.5%以内",
        "城镇登记失业率控制在百分之几？",
        "农村失业率控制在百分之几？",
        "contrast",
    ),
    ("即每月1530元", "失业保险金每月多少元？", "工伤保险金每月多少元？", "contrast"),
    ("咨询电话12333", "咨询电话是多少？", "劳动仲裁的地址和咨询电话是多少？", "support"),
    (
        "失业人员可在终止劳动合同之日起60日内",
        "失业金要在多少天内申领？",
        "浏阳的失业金要在多少天内申领？",
        "support",
    ),
    (
        "2022年退休人员基本养老金总体上调4%",
        "2022年养老金上调百分之几？",
        "2023年养老金上调百分之几？",
        "year",
    ),
    ("惠及全市126万退休人员", "惠及多少万退休人员？", "高龄津贴惠及多少万老人？", "support"),
    ("7月31日前发放到位", "养老金什么时候发放到位？", "取暖费什么时候发放到位？", "support"),
    (
        "2022年退休人员基本养老金总体上调4%",
        "基本养老金总体上调多少？",
        "机关公务员工资上调多少？",
        "support",
    ),
    (
        "到2025年,全市旅游总收入达到3000亿元",
        "2025年旅游总收入目标多少亿？",
        "2030年旅游总收入目标多少亿？",
        "year",
    ),
    (
        "“十三五”末,全市旅游总收入为1400亿元",
        "“十三五”末旅游总收入多少？",
        "“十二五”末旅游总收入多少？",
        "plan",
    ),
    (
        "到2025年,全市旅游总收入达到3000亿元",
        "“十四五”旅游总收入目标是多少？",
        "“十四五”入境旅游外汇收入目标是多少？",
        "support",
    ),
    (
        "到2025年,全市旅游总收入达到3000亿元",
        "青岛旅游总收入达到多少？",
        "山东旅游总收入达到多少？",
        "place",
    ),
    (
        "文化产业增加值占GDP比重达到6%",
        "文化产业增加值占GDP比重多少？",
        "体育产业增加值占GDP比重多少？",
        "support",
    ),
    ("崂山风景区旺季门票90元", "崂山旺季门票多少钱？", "泰山旺季门票多少钱？", "support"),
    ("崂山风景区旺季门票90元", "崂山旺季门票多少钱？", "崂山索道票多少钱？", "support"),
    (
        "65周岁以上老人免票",
        "多少岁以上老人免票？",
        "65周岁以上老人免票，学生门票多少钱？",
        "contrast",
    ),
    (
        "每年5月19日中国旅游日,全市A级景区门票半价",
        "5月19日景区门票怎么优惠？",
        "10月1日景区门票怎么优惠？",
        "date",
    ),
    ("全市现有备案博物馆100家", "全市有多少家博物馆？", "全省有多少家博物馆？", "place"),
    ("全市现有备案博物馆100家", "青岛有多少家备案博物馆？", "即墨区有多少家备案博物馆？", "place"),
    ("占地62亩", "博物馆扩建工程占地多少亩？", "图书馆扩建工程占地多少亩？", "support"),
    ("2022年3月开工", "博物馆扩建什么时候开工？", "科技馆什么时候开工？", "support"),
    ("总投资5.6亿元", "博物馆扩建总投资多少？", "博物馆扩建拆迁补偿多少钱一户？", "support"),
    ("2024年底建成开放", "青岛市博物馆扩建哪年建成？", "济南市博物馆扩建哪年建成？", "place"),
    (
        "每月基本工資由26400元調整為27470元",
        "每月基本工資調整為多少元？",
        "民國115年每月基本工資調整為多少元？",
        "year",
    ),
    (
        "每月基本工資由26400元調整為27470元",
        "2024年每月基本工資多少？",
        "2026年每月基本工資多少？",
        "year",
    ),
    (
        "每小時基本工資由176元調整為183元",
        "每小時基本工資多少元？",
        "韓國每小時基本工資多少元？",
        "place",
    ),
    ("約有179萬名勞工受惠", "多少勞工受惠？", "多少移工家庭受惠？", "support"),
    (
        "按平均月投保薪資60%發給",
        "育嬰留職停薪津貼發給百分之幾？",
        "生育給付發給百分之幾？",
        "support",
    ),
    ("最長6個月", "育嬰津貼最長多久？", "失業給付最長多久？", "support"),
    ("子女滿3歲前可申請", "子女滿幾歲前可申請？", "桃園市子女滿幾歲前可申請？", "place"),
)

CONFIRMATIONS = (
    ("我区计划实施重点建设项目165个,总投资2488亿元", "重点项目投资过没过两千亿？"),
    ("我区计划实施重点建设项目165个,总投资2488亿元", "重点项目投资到两千亿了没有"),
    ("《规划》共十四章,由3大部分、49条构成", "规划够不够50条？"),
    ("到2025年达440亿元", "到2025年GDP能到500亿吗？"),
    ("到2025年达440亿元", "2025年GDP是不是440亿元？"),
    ("区“十四五”规划编制工作于2020年8月正式启动", "规划编制是2019年开始的吧？"),
    ("《规划》共十四章,由3大部分、49条构成", "规划是分成四大部分吗？"),
    ("我区计划实施重点建设项目165个", "重点项目有两百个吗？"),
    ("11月3日,区分管领导主持召开座谈会", "座谈会是11月5日开的吗？"),
    ("6号线2021年12月开工", "6号线是2020年开工的吗？"),
    ("月销售额10万元以下的增值税小规模纳税人免征增值税", "月销售额15万元免增值税，对吗？"),
    ("居民与社区卫生服务中心签约,个人每年缴12元", "家庭医生签约一年要交100元吗？"),
    ("第二胎6000元", "第二胎是不是發8000元？"),
    ("报名时间为6月15日至6月20日", "民办学校是7月1日报名吗？"),
)

STORIES = (
    (
        "探索两岸融合发展新路,落实“同等待遇”",
        "我在台湾做了二十年生意，去年跟朋友来看地。台湾同胞在这里会有什么环境？",
    ),
    ("小学一年级新生须年满6周岁", "我女儿2018年9月5日出生，今年秋天能上小学吗？"),
    ("小学一年级新生须年满6周岁", "我家在龙岩，孩子今年几岁才能上小学？"),
    (
        "居民与社区卫生服务中心签约,个人每年缴12元",
        "我是上海人，来杭州3年了，家庭医生签约要多少钱？",
    ),
    ("“五横五纵”主要路网全面贯通", "我家住张坂镇，以后路修成什么样？"),
    (
        "个人所得税综合所得汇算清缴时间为2023年3月1日至6月30日",
        "我公司在2019年注册，个人所得税汇算什么时候办？",
    ),
)


@pytest.fixture(scope="module")
def heard(
    collection: Collection, page: Callable[..., str], tmp_path_factory: pytest.TempPathFactory
) -> Collection:
    """The seed interview, and the invented ones."""
    folder = tmp_path_factory.mktemp("heard")
    for number, (source, title, guest, day, said) in enumerate(PAGES):
        office, name = guest.split()
        turns = [("主持人", "09:00:00", "各位网友好!")]
        for at, (asked, answer) in enumerate(said, 1):
            turns += [("主持人", f"09:{at:02}:00", asked), (name, f"09:{at:02}:30", answer)]
        details = (f"时 间:{day} 09:00-10:00", f"嘉 宾:{office}{name}", "主 持 人:主持人")
        text = page(turns, head=(source, title), details=details, day=day)
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    invented = collect(load_corpus(folder))
    return Collection(
        collection.interviews + invented.interviews,
        collection.exchanges + invented.exchanges,
        collection.passages + invented.passages,
    )


def place_of(heard: Collection, quote: str) -> tuple[Passage, Exchange, Interview]:
    exchange = next(e for e in heard.searched if quote in e.answer)
    passage = heard.passage_at(exchange, exchange.answer.index(quote))
    return passage, exchange, heard.interview(exchange.interview_id)


def objections(heard: Collection, question: str, quote: str) -> list[str]:
    """What speaks against the quote: conflicts, a thing of another type."""
    passage, exchange, interview = place_of(heard, quote)
    found = [c.kind.value for c in conflicts(question, quote, passage, exchange, interview)]
    if not answers_type(question, quote, passage):
        found.append("type")
    return found


@pytest.mark.parametrize(("quote", "question"), [pair[:2] for pair in PAIRS])
def test_a_question_that_the_words_answer_meets_no_conflict(
    heard: Collection, quote: str, question: str
) -> None:
    passage, exchange, interview = place_of(heard, quote)
    assert conflicts(question, quote, passage, exchange, interview) == ()
    assert answers_type(question, quote, passage)


@pytest.mark.parametrize(
    ("quote", "question", "why"),
    [(quote, near, why) for quote, _, near, why in PAIRS if why != "support"],
)
def test_a_question_that_differs_in_one_thing_is_caught(
    heard: Collection, quote: str, question: str, why: str
) -> None:
    assert why in objections(heard, question, quote)


@pytest.mark.parametrize(
    ("quote", "question"), [(quote, near) for quote, _, near, why in PAIRS if why == "support"]
)
def test_a_question_for_what_was_never_said_lacks_support(
    heard: Collection, quote: str, question: str
) -> None:
    _, exchange, _ = place_of(heard, quote)
    assert support(question, exchange, lambda _: 1.0) < 1.0


@pytest.mark.parametrize(("quote", "question"), CONFIRMATIONS)
def test_a_yes_no_question_may_suppose_what_the_words_correct(
    heard: Collection, quote: str, question: str
) -> None:
    passage, exchange, interview = place_of(heard, quote)
    assert conflicts(question, quote, passage, exchange, interview) == ()


@pytest.mark.parametrize(("quote", "question"), STORIES)
def test_the_askers_own_story_is_no_conflict(heard: Collection, quote: str, question: str) -> None:
    passage, exchange, interview = place_of(heard, quote)
    assert conflicts(question, quote, passage, exchange, interview) == ()


def test_a_question_without_a_content_word_has_no_support(heard: Collection) -> None:
    _, exchange, _ = place_of(heard, "到2025年达440亿元")
    assert support("你们为什么这么慢", exchange, lambda _: 1.0) == 0.0
    assert support("GDP目标是多少", exchange, lambda _: 1.0) > 0.0


def conflict_with(heard: Collection, question: str, quote: str) -> tuple[Conflict, ...]:
    passage, exchange, interview = place_of(heard, quote)
    return conflicts(question, quote, passage, exchange, interview)


def test_a_conflict_names_what_was_asked_and_what_was_said(heard: Collection) -> None:
    asked = "到2030年GDP要达到多少亿？"
    assert conflict_with(heard, asked, "到2025年达440亿元") == (
        Conflict(ConflictKind.YEAR, "2030年", "2025年"),
    )


def test_another_place_conflicts_even_in_a_yes_no_question(heard: Collection) -> None:
    asked = "厦门市2025年GDP能到440亿元吗？"
    assert conflict_with(heard, asked, "到2025年达440亿元") == (
        Conflict(ConflictKind.PLACE, "厦门市", "泉州台商投资区"),
    )


def conflicts_in_all(asked: str, said: str, question: str, quote: str = "") -> tuple[Conflict, ...]:
    """Return the conflicts of a question with a quote of an answer, or all of it, to what was
    asked."""
    exchange = exchange_of(asked, said)
    passage, turns = Passage("p", "i#t001", 0, len(said), said, ""), exchange.answers
    interview = Interview("i", "t", "", turns[0].time.date(), None, None, (), "", "t", turns)
    return conflicts(question, quote or said, passage, exchange, interview)


def test_last_year_is_not_this_year() -> None:
    heard = ("培训了多少人?", "今年以来为1200多名官员提供培训。")
    last_year = (Conflict(ConflictKind.YEAR, "去年", "今年"),)
    assert conflicts_in_all(*heard, "去年培训了多少名官员？") == last_year
    assert conflicts_in_all(*heard, "今年培训了多少名官员？") == ()
    assert conflicts_in_all(*heard, "本年培训了多少名官员？") == ()
    assert conflicts_in_all(*heard, "我去年搬来的，一共培训了多少名官员？") == ()


def test_the_second_of_a_row_is_not_the_first() -> None:
    heard = ("进博会何时举行?", "首届中国国际进口博览会将于11月5日在上海举行,第3次筹备会已经开过。")
    second = (Conflict(ConflictKind.ORDINAL, "第2届", "首届"),)
    assert conflicts_in_all(*heard, "第二届进博会什么时候举行？") == second
    assert conflicts_in_all(*heard, "第一届进博会什么时候举行？") == ()
    assert conflicts_in_all(*heard, "首届进口博览会什么时候举行？") == ()
    assert conflicts_in_all(*heard, "是第二届进博会吗？") == ()
    assert conflicts_in_all(*heard, "第二次会谈什么时候举行？") == ()  # of another row


@pytest.mark.parametrize(
    ("said", "question", "kinds"),
    [
        ("二类区域每小时4元。", "三类区域每小时多少钱？", ["quantity", "ordinal"]),
        ("二类区域每小时4元。", "二类区域每小时多少钱？", []),
        ("5路首班车6点。", "12路首班车几点？", ["ordinal"]),
        ("6号线2021年12月开工。", "6号线什么时候开工？", []),
        ("改造老旧小区58个。", "北城区改造多少个老旧小区？", ["place"]),
        ("重点项目165个,总投资2488亿元。", "65个重点项目总投资多少？", ["quantity"]),
        ("一级护理每天80元。", "1级护理每天多少元？", []),
        ("市级财政12万元,区级财政8万元。", "县级财政补贴多少？", ["contrast"]),
        ("市级财政12万元,区级财政8万元。", "区级财政补贴多少？", []),
        ("市级财政12万元,区县级财政8万元。", "县级财政补贴多少？", []),
        ("市级财政12万元,区县级财政8万元。", "区级财政补贴多少？", []),
        ("市级财政12万元,区级财政8万元。", "市县级财政补贴多少？", []),
        ("第一部分是总论,第二部分是分论。", "第四部分讲什么？", ["ordinal"]),
        ("第一部分是总论,第二部分是分论。", "第二部分讲什么？", []),
        ("共有2大部分。", "第四部分讲什么？", []),
        ("分论有第三章至第十三章,结尾是第十四章。", "第八章讲什么？", []),
        ("分论有第三章至第十三章,结尾是第十四章。", "第十五章讲什么？", ["ordinal"]),
        ("失能第2至6级每年32340元。", "失能第4级每年多少元？", []),
        ("失能第2至6级每年32340元。", "失能第7级每年多少元？", ["ordinal"]),
        ("可以绕行国道324线。", "绕行国道319线收费吗？", ["ordinal"]),
        ("可以绕行国道324线。", "绕行319国道收费吗？", ["ordinal"]),
        ("可以绕行国道324线。", "绕行G324国道收费吗？", []),
        ("可以绕行国道324线。", "绕行省道319线收费吗？", []),
        ("可以绕行国道324线。", "要绕的是国道319线吗？", []),
        ("可以绕行国道324线。", "走国道319线吗？", []),
        ("A、B两类人才每月2000元。", "C类人才每月多少元？", ["ordinal"]),
        ("A、B两类人才每月2000元。", "B类人才每月多少元？", []),
        ("80岁以上的老人每年认证一次。", "85岁的老人怎么认证？", []),
        ("7到17岁的每年1.2万元。", "10岁的孩子一年补多少钱？", []),
        ("投资5000万元的项目有3个。", "投资3000万元的项目有几个？", ["quantity"]),
        ("每人缴380元。", "是每人350元还是380元？", []),
        ("2000年底以前建成的小区可以改造。", "1998年建成的小区怎么改造？", []),
        ("2000年底以前建成的小区可以改造。", "2005年建成的小区怎么改造？", ["year"]),
        ("停车位有3000个。", "明年停车位有多少个？", ["year"]),
        ("明年停车位有3000个。", "明年停车位有多少个？", []),
        ("投放时间是早上6点到8点。", "国庆节期间几点投放？", ["unsaid"]),
        ("投放时间是每天6点到8点。", "国庆节期间几点投放？", []),
        ("5个工作日内办结。", "监督电话周末有人接吗？", ["unsaid"]),
        ("停航三天。", "停航有补偿吗？", ["unsaid"]),
        ("改造小区66个。", "改造的小区里已经开工的有多少个？", ["unsaid"]),
        ("改造小区66个，已开工40个。", "改造的小区里已经开工的有多少个？", []),
        ("停航三天,船票可以退钱。", "停航有补偿吗？", []),
    ],
)
def test_what_was_told_of_another_or_of_nothing_of_the_sort_conflicts(
    said: str, question: str, kinds: list[str]
) -> None:
    found = conflicts_in_all("请介绍一下。", said, question)
    assert [conflict.kind.value for conflict in found] == kinds


def test_what_has_a_name_is_not_another_of_its_sort() -> None:
    heard = ("旅客怎么样?", "台风“玉兔”袭击塞班岛,1500名旅客滞留。")
    other = (Conflict(ConflictKind.NAME, "台风“山竹”", "台风“玉兔”"),)
    assert conflicts_in_all(*heard, "台风“山竹”让多少旅客滞留？") == other
    assert conflicts_in_all(*heard, "颱風「玉兔」讓多少旅客滯留？") == ()
    assert conflicts_in_all(*heard, "这次“滞留”的旅客有多少？") == ()
    assert conflicts_in_all(*heard, "是台风“山竹”让旅客滞留的吗？") == ()
    assert conflicts_in_all(*heard, "我去年碰上过台风“山竹”，这次多少旅客滞留？") == ()


def test_what_is_asked_shortly_behind_a_report_is_asked_of_the_report(heard: Collection) -> None:
    quote = "到2025年达440亿元"
    other = Conflict(ConflictKind.PLACE, "丰泽区", "泉州台商投资区")
    assert other in conflict_with(heard, "听说这几年要并到丰泽区去，哪年并？", quote)
    told = "听说丰泽区也在做规划，请问我区2025年地区生产总值的目标是多少？"
    assert other not in conflict_with(heard, told, quote)


def test_the_year_of_the_interview_is_no_conflict_where_no_other_is_told(heard: Collection) -> None:
    said = "注重从完善规划实施机制、项目支撑体系、考评监督体系等方面提供保障"
    assert conflict_with(heard, "2021年受访时说怎么保障实施？", said) == ()
    assert conflict_with(heard, "2028年受访时说怎么保障实施？", said) == (
        Conflict(ConflictKind.YEAR, "2028年", "十四五"),
    )


def test_a_plan_that_the_quote_names_beside_a_later_year_is_meant(heard: Collection) -> None:
    said = "“十四五”直至2035年,台商区主要目标:两岸融合氛围更浓"
    assert conflict_with(heard, "“十四五”到2035年的主要目标是什么？", said) == ()
    assert conflict_with(heard, "“十二五”的主要目标是什么？", said) != ()


def test_some_years_are_no_figure_that_is_asked_for(heard: Collection) -> None:
    # were it a figure, what holds for the city would have to be told beside it
    said = "“五横五纵”主要路网全面贯通"
    assert conflict_with(heard, "泉州往后几年的路网会怎样？", said) == ()


def test_the_city_is_no_conflict_where_the_zone_is_named_beside_it(heard: Collection) -> None:
    assert conflict_with(heard, "泉州市的台商投资区2025年GDP多少？", "到2025年达440亿元") == ()


def test_the_shortcomings_of_an_earlier_plan_are_told_under_its_name(heard: Collection) -> None:
    asked = "“十三五”期间存在哪些问题？"
    assert conflict_with(heard, asked, "民生短板问题依然突出") == ()


def test_a_report_that_leads_up_to_the_question_is_not_held_against_the_official(
    heard: Collection,
) -> None:
    asked = "据报道，上海去年有3500人参加了讨论。请问我区的编制团队怎么选的？"
    assert conflict_with(heard, asked, "8月12日,比选确定华侨大学政治与公共管理学院") == ()


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("请华侨大学编规划花了多少钱？", AnswerType.MONEY),
        ("引进一个博士给多少安家费？", AnswerType.NUMBER),
        ("博士的安家费是多少？", AnswerType.MONEY),
        ("工业园占地多少亩？", AnswerType.AREA),
        ("黄书记全名叫什么？", AnswerType.NAME),
        ("座谈会由谁主持？", AnswerType.WHO),
        ("荣跃科长的办公电话是多少？", AnswerType.PHONE),
        ("編制團隊是哪一天確定的？", AnswerType.TIME),
        ("大厅几点开门？", AnswerType.CLOCK),
        ("审批要多少个工作日？", AnswerType.DURATION),
        ("企业所得税能优惠到百分之几？", AnswerType.PERCENT),
        ("6号线全长多少公里？", AnswerType.LENGTH),
        ("申请要带什么材料？", AnswerType.MATERIAL),
        ("认定要满足什么条件？", AnswerType.CONDITION),
        ("重点项目有多少个？", AnswerType.NUMBER),
        ("请谈谈我区2035年远景目标。", AnswerType.ANY),
        ("抓规划的那位书记，全名叫什么？", AnswerType.NAME),
        ("经济每年涨几个点？", AnswerType.PERCENT),
        ("这些项目是哪些企业来做？", AnswerType.WHO),
        ("大厅在哪？", AnswerType.ADDRESS),
        ("我们的差距在哪里？", AnswerType.ANY),
        ("增长的底气从哪儿来？", AnswerType.ANY),
        ("台风让多少中国游客滞留？", AnswerType.PEOPLE),
        ("多少个项目由台湾人投资？", AnswerType.NUMBER),
        ("服务热线是多少？", AnswerType.PHONE),
        ("热线去年一共办了多少件？", AnswerType.NUMBER),
        ("手机号实名制推行得怎么样了？", AnswerType.ANY),
        ("谁都可以参加吗？", AnswerType.ANY),
        ("补贴每个月几号发？", AnswerType.TIME),
        ("低保户每个月可以免费用多少水？", AnswerType.NUMBER),
        ("办通行证要交多少费用？", AnswerType.MONEY),
        ("在哪个网站办理？", AnswerType.ADDRESS),
        ("网址是多少？", AnswerType.WEB),
        ("课后服务的钱主要用在哪里？", AnswerType.ANY),
        ("投放点在哪些地方？", AnswerType.ADDRESS),
    ],
)
def test_the_form_of_a_question_tells_what_sort_of_thing_it_asks_for(
    question: str, wanted: AnswerType
) -> None:
    assert answer_type(question) is wanted


@pytest.mark.parametrize(
    ("text", "wanted", "there"),
    [
        ("总投资2488亿元", AnswerType.MONEY, True),
        ("獎勵採購最近一年已經破億了", AnswerType.MONEY, True),
        ("每年数十亿", AnswerType.MONEY, True),
        ("他的書德文版才剛出，叫做Glen Weyl", AnswerType.NAME, True),
        ("用的是LINE和Excel", AnswerType.NAME, False),
        ("重点项目165个", AnswerType.MONEY, False),
        ("黄书记、梁主任到位后", AnswerType.NAME, False),
        ("我们邱龙吟局长的委托", AnswerType.NAME, True),
        ("占地62亩", AnswerType.AREA, True),
        ("总投资5.6亿元", AnswerType.AREA, False),
        ("热线是0595-12345678", AnswerType.PHONE, True),
        ("没有自有住房的可以提取", AnswerType.CONDITION, True),
        ("退休的当天就可以办", AnswerType.TIME, True),
        ("每周二、周四下午", AnswerType.TIME, True),
        ("每季度可以提取一次", AnswerType.DURATION, True),
        ("每月不超过60元", AnswerType.DURATION, False),
        ("2022年12月31日前上牌", AnswerType.DURATION, False),
        ("提前24小时通知", AnswerType.DURATION, False),
        ("划到万荣小学", AnswerType.WHO, True),
        ("可以到万安派出所补办", AnswerType.ADDRESS, True),
        ("财政补贴一半", AnswerType.PERCENT, True),
        ("减半收取", AnswerType.MONEY, True),
        ("2025年达440亿元", AnswerType.PHONE, False),
        ("按6.5%安排", AnswerType.PERCENT, True),
        ("达440亿元", AnswerType.PERCENT, False),
        ("8月中旬至10月下旬,先后开展走访调研", AnswerType.DURATION, True),
        ("11月3日召开座谈会", AnswerType.DURATION, False),
        ("每日1200元,最多30日", AnswerType.DURATION, True),
        ("20日预约,最多2人", AnswerType.DURATION, False),
        ("最晚6月30日", AnswerType.DURATION, False),
        ("租金按市场价的60%收取", AnswerType.MONEY, True),
        ("覆盖60%的人才", AnswerType.MONEY, False),
        ("按市场价打六折", AnswerType.MONEY, True),
        ("好像四個人", AnswerType.PEOPLE, True),
        ("好像四个城市", AnswerType.PEOPLE, False),
        ("2021年7月12日上午开了会", AnswerType.NUMBER, False),
        ("7月12日开了3次会", AnswerType.NUMBER, True),
    ],
)
def test_a_text_has_a_thing_of_a_sort_or_not(text: str, wanted: AnswerType, there: bool) -> None:
    assert has_type(text, wanted) is there


def exchange_of(asked: str, answer: str) -> Exchange:
    when = datetime(2021, 7, 12)
    question = Turn(1, "主持人", Role.HOST, when, (asked,), 1)
    return Exchange(
        "i#t001",
        "i",
        Kind.SUBSTANTIVE,
        question,
        (Turn(2, "张三", Role.GUEST, when, (answer,), 2),),
    )


@pytest.mark.parametrize(
    ("office", "kinds"),
    [
        ("教育局", [ConflictKind.NAME]),
        ("科经局", []),
        ("发改局", []),  # the guest is of 发改科
        ("台商区管委会", []),  # the publisher
    ],
)
def test_an_office_that_speaks_is_the_guests_or_the_publishers(
    collection: Collection, office: str, kinds: list[ConflictKind]
) -> None:
    found = conflict_with(collection, f"{office}说重点建设项目有多少个？", "重点建设项目165个")
    assert [one.kind for one in found] == kinds


def test_what_the_staff_hold_for_one_thing_is_no_contrast(heard: Collection) -> None:
    quote = "小学一年级新生须年满6周岁"
    passage, exchange, interview = place_of(heard, quote)
    same = {"初中": ["小学"], "高中": ["大学"]}

    def found(question: str) -> list[ConflictKind]:
        said = conflicts(question, quote, passage, exchange, interview, lambda w: same.get(w, ()))
        return [one.kind for one in said]

    assert found("初中新生须满多少岁？") == []
    assert found("高中新生须满多少岁？") == [ConflictKind.CONTRAST]


def test_a_synonym_supports_a_word() -> None:
    exchange = exchange_of("指标怎么设置?", "地区生产总值达440亿元。")
    same = {"gdp": ["地区生产总值"]}
    assert support("GDP是多少？", exchange, lambda _: 1.0) == 0.0
    assert support("GDP是多少？", exchange, lambda _: 1.0, lambda word: same.get(word, ())) == 1.0


def test_support_is_weighed_by_rarity() -> None:
    exchange = exchange_of("项目有多少?", "工业项目66个。")
    rarity = {"工业": 1.0, "幼儿园": 3.0}
    assert support("工业、幼儿园", exchange, lambda word: rarity[word]) == 0.25


@given(
    question=st.text(max_size=60),
    said=st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60),
)
def test_no_question_and_no_answer_raise(question: str, said: str) -> None:
    exchange = exchange_of(said, said)
    passage = Passage("p", "i#t001", 0, len(said), said, "")
    turns = exchange.answers
    interview = Interview("i", said, "", turns[0].time.date(), None, None, (), "", said, turns)
    conflicts(question, said, passage, exchange, interview)
    answers_type(question, said, passage)
    assert 0.0 <= support(question, exchange, lambda _: 1.0) <= 1.0


@pytest.mark.parametrize(
    ("said", "right", "wrong", "kind"),
    [
        (  # a title before the name is the same person
            "国务院副总理王大山将于7月8日至13日进行访问。",
            "王大山副总理出访是几号到几号？",
            "李小河副总理出访是几号到几号？",
            ConflictKind.PERSON,
        ),
        (  # a long name of a country is known by its first two characters, if it alone has them
            "今年已为1200名埃塞学员提供培训，为300名印度学员提供培训。",
            "今年为多少名埃塞俄比亚学员提供了培训？",
            "今年为多少名印度尼西亚学员提供了培训？",
            ConflictKind.PLACE,
        ),
    ],
)
def test_another_form_of_a_name_is_the_same(
    page: Callable[..., str],
    write_corpus: Callable[[dict[str, str | bytes]], Path],
    said: str,
    right: str,
    wrong: str,
    kind: ConflictKind,
) -> None:
    turns = (("主持人", "02:00", "请介绍一下情况。"), ("张三", "02:01", said))
    collection = collect(load_corpus(write_corpus({"a.txt": page(turns)})))
    (exchange,), (passage, *_) = collection.exchanges, collection.passages
    found = [
        conflicts(question, exchange.answer, passage, exchange, collection.interviews[0])
        for question in (right, wrong)
    ]
    assert [[one.kind for one in some] for some in found] == [[], [kind]]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("2035年要建成什么样？", ["我国"]),
        ("2035年我国要建成什么样？", []),
        ("2035年全国的目标是什么？", []),
        ("一个五年规划，为什么还要管到2035年？", []),
    ],
)
def test_the_countrys_goal_does_not_answer_what_is_asked_of_no_place(
    collection: Collection, question: str, said: list[str]
) -> None:
    quote = "到2035年,我国基本实现社会主义现代化"
    exchange = next(one for one in collection.exchanges if quote in one.answer)
    passage = collection.passage_at(exchange, exchange.answer.index(quote))
    interview = collection.interview(exchange.interview_id)
    found = conflicts(question, quote, passage, exchange, interview)
    assert [conflict.said for conflict in found] == said
    assert "我区" in passage.text.partition(quote)[2]  # only in the next sentence
    found = conflicts(question, passage.text, passage, exchange, interview)
    assert [conflict.said for conflict in found] == (["国家"] if said else [])


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("社会事业类项目165个总投资多少？", ["15个"]),
        ("社会事业类项目15个总投资多少？", []),
        ("城建环保类66个项目总投资多少？", ["36个"]),
        ("66个城建环保类项目总投资多少？", ["36个"]),
        ("36个城建环保类项目总投资多少？", []),
        ("总投资806.3亿元的城建环保类项目有几个？", ["932.1亿"]),
        ("商贸服务类总投资806.3亿元，计划投资多少？", ["617亿"]),
        ("商贸服务类总投资617亿元，计划投资多少？", []),
        ("商贸服务类46项里计划投资多少？", []),
        ("165个重点项目里工业科技类有几个？", []),
        ("工业科技类在165个项目里有几个？", []),
        ("工业科技类165个中的多少？", []),
        ("165个项目的工业科技类有几个？", []),
        ("总投资2488亿的项目里工业科技类有几个？", []),
        ("重点项目165个，城建环保类总投资多少？", []),
        ("社会事业类项目有165个吗？", []),
    ],
)
def test_a_number_asked_of_a_class_must_be_that_classs_own(
    collection: Collection, question: str, said: list[str]
) -> None:
    exchange = next(one for one in collection.exchanges if "工业科技类" in one.answer)
    name = next(name for name in ("社会", "城建", "商贸", "工业") if f"{name}" in question)
    quote = next(part for part in re.split("[;。]", exchange.answer) if name in part)
    passage = collection.passage_at(exchange, exchange.answer.index(quote))
    interview = collection.interview(exchange.interview_id)
    found = conflicts(question, quote, passage, exchange, interview)
    assert [one.said for one in found if one.kind is ConflictKind.QUANTITY] == said


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("年均增长33%，到2025年达多少亿元？", ["quantity"]),
        ("年均增长6.5%，到2025年达多少亿元？", []),
        ("年均增长6.5个百分点，到2025年达多少亿元？", []),
        ("设了33个指标，到2025年达多少亿元？", []),
        ("设了33项指标，到2025年达多少亿元？", []),
        ("哪年达440万元？", ["quantity"]),
        ("哪年达440亿元？", []),
    ],
)
def test_a_share_or_a_scale_makes_another_number_of_a_number(
    question: str, kinds: list[str]
) -> None:
    said = "设了33个指标。年均增长6.5%,到2025年达440亿元。"
    found = conflicts_in_all("指标怎么设?", said, question)
    assert [conflict.kind.value for conflict in found] == kinds


RENT = "收入低于3500元的家庭可以申请公租房,不再限制户籍。公租房不得转租。"


@pytest.mark.parametrize(
    ("asked", "said", "quote", "question", "kinds"),
    [
        ("怎么申请?", RENT, RENT[:26], "哪些人不能申请公租房？", ["negation"]),
        ("怎么申请?", RENT, RENT[:26], "不能申请公租房的是哪些人？", ["negation"]),
        ("怎么申请?", RENT, RENT[:26], "哪些人能申请公租房？", []),
        ("怎么申请?", RENT, RENT[:26], "能不能申请公租房的条件有哪些？", []),
        ("怎么申请?", RENT, RENT, "公租房不得做什么？", []),
        ("怎么申请?", RENT, RENT, "什么不得做？", []),
        ("大桥为什么不允许货车通行?", "桥面荷载有限。", "桥面荷载有限。", "哪些车不能上桥？", []),
        ("大桥怎么走?", "桥面荷载有限。", "桥面荷载有限。", "哪些车不能上桥？", ["negation"]),
        ("大桥怎么走?", "桥面荷载有限。", "桥面荷载有限。", "不能上桥的原因有哪些？", []),
        (
            "任务有哪些?",
            "重点任务有5个。",
            "重点任务有5个。",
            "不属于重点任务的有哪些？",
            ["negation"],
        ),
        ("任务有哪些?", "除绿化外都是。", "除绿化外都是。", "不属于重点任务的有哪些？", []),
    ],
)
def test_what_is_excluded_must_be_told_where_it_is_asked_for(
    asked: str, said: str, quote: str, question: str, kinds: list[str]
) -> None:
    found = conflicts_in_all(asked, said, question, quote)
    assert [conflict.kind.value for conflict in found] == kinds


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("李明局长说增值税有什么优惠？", ["person"]),
        ("王小河处长说增值税有什么优惠？", ["person"]),  # of the guest's surname only
        ("王处长说增值税有什么优惠？", []),
        ("王力处长说增值税有什么优惠？", []),
        ("王丽处长说增值税有什么优惠？", []),  # mistyped
        ("刘强说增值税有什么优惠？", ["person"]),
        ("增值税的优惠，刘建国是怎么介绍的？", []),
        ("请问刘建国介绍了什么优惠？", ["person"]),
        ("王力说增值税有什么优惠？", []),
        ("王丽说增值税有什么优惠？", []),
        ("周围人说增值税有什么优惠？", []),
        ("马先生说增值税有什么优惠？", []),
        ("何时说过增值税有什么优惠？", []),
        ("方案提到增值税有什么优惠？", []),
        ("刘强说增值税有优惠吗？", []),
        ("教育局说增值税有什么优惠？", ["name"]),
        ("市卫生健康委员会关于增值税怎么说？", ["name"]),
        ("市卫健委对增值税说了什么？", ["name"]),
        ("请问外交部就增值税的优惠怎么说？", ["name"]),
        ("税务局说增值税有什么优惠？", []),
        ("市税局关于增值税怎么说？", []),
        ("你们局说增值税有什么优惠？", []),
        ("有关部门说增值税有什么优惠？", []),
        ("住建局说增值税有什么优惠？", []),  # told of
    ],
)
def test_who_is_named_as_the_one_who_speaks_must_be_a_guest_or_told_of(
    heard: Collection, question: str, kinds: list[str]
) -> None:
    quote = "月销售额10万元以下的增值税小规模纳税人免征增值税"
    passage, exchange, interview = place_of(heard, quote)
    if "住建局" in question:
        assert exchange.question
        host = replace(exchange.question, paragraphs=("市住房和城乡建设局问:有什么优惠?",))
        exchange = replace(exchange, question=host)
    found = conflicts(question, quote, passage, exchange, interview)
    assert [one.kind.value for one in found] == kinds


_BANDS = "累计缴费满1年不足5年的,最长领12个月;满5年不足10年的,最长18个月;10年以上的,最长24个月。"


@pytest.mark.parametrize(
    ("question", "quote", "agrees"),
    [
        ("缴费满6年领几个月失业金？", "累计缴费满1年不足5年的,最长领12个月", False),
        ("缴费满6年领几个月失业金？", "满5年不足10年的,最长18个月", True),
        ("缴费满6年领几个月失业金？", "10年以上的,最长24个月", False),
        ("缴费满10年领几个月失业金？", "满5年不足10年的,最长18个月", False),
        ("缴费满10年领几个月失业金？", "10年以上的,最长24个月", True),
        ("缴费12年领几个月失业金？", "10年以上的,最长24个月", True),
        ("缴费12年领几个月失业金？", _BANDS, True),
        ("不满5年的领几个月失业金？", "累计缴费满1年不足5年的,最长领12个月", True),
        ("不满5年的领几个月失业金？", "满5年不足10年的,最长18个月", False),
        ("我交了12年社保，我能领几个月失业金？", "满5年不足10年的,最长18个月", False),
        ("未来6年能领几个月失业金？", "10年以上的,最长24个月", True),  # a stretch of time
        ("缴费3年能领18个月吗？", "满5年不足10年的,最长18个月", True),  # a yes or no corrects
    ],
)
def test_of_several_bounds_those_quoted_must_hold_what_is_asked(
    question: str, quote: str, agrees: bool
) -> None:
    found = conflicts_in_all("失业金能领多久?", _BANDS, question, quote)
    assert [c.kind for c in found] == ([] if agrees else [ConflictKind.QUANTITY])


@pytest.mark.parametrize(
    ("said", "question", "agrees"),
    [
        ("80岁以上的老人每年认证一次。", "70岁的老人怎么认证？", False),
        ("60周岁至79周岁的半价。", "85岁的老人门票多少钱？", False),
        ("60周岁至79周岁的半价。", "65岁的老人门票多少钱？", True),
        ("面积90平方米及以下的税率1%。", "80㎡的房子税率多少？", True),
        ("面积90平方米及以下的税率1%。", "100平米的房子税率多少？", False),
        ("面积超过90平方米的税率1.5%。", "90平的房子税率多少？", False),
        ("面积90平方米(含)以上的税率1.5%。", "120平方的房子税率多少？", True),
        ("90天内参保的,从出生之日起享受待遇。", "80天参保从哪天起享受待遇？", True),
        ("90日以内参保的,从出生之日起享受待遇。", "100天参保从哪天起享受待遇？", False),
        ("年满18周岁可以申请,每人补2000元。", "我35岁，我能补多少钱？", True),
    ],
)
def test_bounds_hold_what_lies_between_them(said: str, question: str, agrees: bool) -> None:
    found = conflicts_in_all("请介绍一下。", said, question)
    assert [c.kind for c in found] == ([] if agrees else [ConflictKind.QUANTITY])


def test_what_only_sets_the_bounds_tells_not_for_how_long() -> None:
    said = f"缴费满1年的,可以领取失业金。{_BANDS}"
    asked = ("失业金能领多久?", said, "缴费12年领多久失业金？")
    assert conflicts_in_all(*asked, "缴费满1年的,可以领取失业金。")
    assert conflicts_in_all(*asked, "10年以上的,最长24个月。") == ()


_LEVELS = (
    "信用分为A、B、M、C、D五级。A级纳税人6215户。D级纳税人不能享受退税。"
    "一级医院报销90%;三级医院报销65%。4A级景区12家。"
)


@pytest.mark.parametrize(
    ("question", "quote", "agrees"),
    [
        ("B级纳税人有多少户？", "A级纳税人6215户", False),
        ("A级纳税人有多少户？", "A级纳税人6215户", True),
        ("B级纳税人能退税吗？", "D级纳税人不能享受退税。", False),
        ("D级纳税人能退税吗？", "D级纳税人不能享受退税。", True),
        ("有没有M级？", "信用分为A、B、M、C、D五级。", True),
        ("5A级景区有几家？", "4A级景区12家。", False),
        ("4A级景区有几家？", "4A级景区12家。", True),
        ("三级医院能报90%吗？", "一级医院报销90%", False),
        ("三级医院能报90%吗？", "三级医院报销65%", True),
        ("三级医院报多少？", "一级医院报销90%", False),
        ("一级和三级医院报销一样吗？", "一级医院报销90%", True),
        ("二级以上医院能报销吗？", "三级医院报销65%", True),
        ("是二级医院吗？", "三级医院报销65%", True),  # supposed, and corrected
        ("这三类医院报多少？", "一级医院报销90%", True),  # counted
    ],
)
def test_what_is_told_of_one_grade_holds_for_no_other(
    question: str, quote: str, agrees: bool
) -> None:
    found = conflicts_in_all("请介绍一下。", _LEVELS, question, quote)
    assert (ConflictKind.ORDINAL not in {c.kind for c in found}) is agrees


@pytest.mark.parametrize(
    ("said", "question", "agrees"),
    [
        ("没有备案到省外就医的,报销比例降低20%。", "去上海看病没备案少报多少？", True),
        ("跨省就医需要备案。", "到北京的医院就医要备案吗？", True),
        ("跨省就医需要备案。", "北京就医要备案吗？", False),
        ("住院报销90%。", "去上海看病报销多少？", False),  # of no other place is spoken
        ("每人补贴2万元。", "去上海工作有什么补贴？", False),
        ("外来务工人员的子女要带居住证。", "四川来的孩子上学要带什么？", True),
        ("外来务工人员的子女要带居住证。", "北京户口的孩子上学要带什么？", True),
        ("外来务工人员的子女要带居住证。", "刚从四川过来，上学要带什么？", True),
        ("外来务工人员的子女要带居住证。", "北京的孩子上学要带什么？", False),
        ("外地车辆可以走,路网明年贯通。", "到厦门的路网会贯通吗？", False),
        ("外地学生的学位新增3000个。", "去年厦门新增多少学位？", False),
        ("城东区的片区有调整,其他县区不变。", "城西区的片区有没有调整？", True),
        ("城东区的片区有调整。", "城西区的片区有没有调整？", False),
        ("城东区周六上班,其他办税服务厅不上班。", "高桥区办税厅周六上班吗？", True),
        ("城东区周六上班,其他办税服务厅不上班。", "厦门办税厅周六上班吗？", False),
        ("保险已经在四个县区全面推开。", "白沙县有保险吗？", True),
        ("保险已经在四个县区全面推开,共128万人。", "白沙县有多少人参保？", False),
        ("城西区和白沙县暂不纳入。", "沙县纳入了吗？", False),
        ("城西区和白沙县暂不纳入。", "白沙县纳入了吗？", True),
        ("城西区和沙县暂不纳入。", "沙县纳入了吗？", True),
    ],
)
def test_where_one_goes_or_comes_from_and_all_other_parts_are_no_other_place(
    said: str, question: str, agrees: bool
) -> None:
    found = conflicts_in_all("请介绍一下。", said, question)
    assert (ConflictKind.PLACE not in {c.kind for c in found}) is agrees


@pytest.mark.parametrize(
    ("said", "question", "agrees"),
    [
        ("明年1月1日起,每月26400元。", "2021年每月多少元？", False),
        ("明年1月1日起,每月26400元。", "2022年每月多少元？", True),
        ("新增5万人,比去年多2%。", "2021年新增多少人？", True),
        ("2020年度汇算的时间是2021年3月1日至6月30日。", "2021年度汇算什么时候办？", False),
        ("2020年度汇算的时间是2021年3月1日至6月30日。", "2020年度汇算什么时候办？", True),
        ("2020年度汇算的时间是2021年3月1日至6月30日。", "2021年汇算什么时候办？", True),
        ("2022年度每人400元。缴费期从2021年9月20日起。", "2021年度的缴费时间？", False),
        ("2022年度每人400元。缴费期从2021年9月20日起。", "2022年度的缴费时间？", True),
        ("2021年新增3所学校。", "2021年度新增几所学校？", True),
    ],
)
def test_a_year_is_not_the_next_nor_the_one_in_which_its_days_lie(
    said: str, question: str, agrees: bool
) -> None:
    found = conflicts_in_all("请介绍一下。", said, question)
    assert (ConflictKind.YEAR not in {c.kind for c in found}) is agrees
