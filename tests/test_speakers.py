"""Whom a page's guest line names, with which office, and who only asks."""

import pytest

from ingest.records import Guest, Role
from ingest.speakers import guests_of, roles_of


@pytest.mark.parametrize(
    ("line", "guests"),
    [
        ("某局局长张三、副局长李四", [("张三", "某局局长"), ("李四", "副局长")]),
        ("张三（局长）、李四（副局长）", [("张三", "局长"), ("李四", "副局长")]),
        ("张三，某局局长、书记；李四，副局长", [("张三", "某局局长、书记"), ("李四", "副局长")]),
        ("市医保局张三局长、李四副局长", [("张三", "市医保局局长"), ("李四", "副局长")]),
        (
            "市医保局：张三（局长）、李四（科长）",
            [("张三", "市医保局局长"), ("李四", "市医保局科长")],
        ),
        (
            "衛生局局長张三（醫師）；社會局局長李四",
            [("张三", "衛生局局長"), ("李四", "社會局局長")],
        ),
        (
            "副局长（主持工作）张三和就业科科长李四",
            [("张三", "副局长（主持工作）"), ("李四", "就业科科长")],
        ),
        ("党组成员、副主任，起草组组长张三", [("张三", "党组成员、副主任，起草组组长")]),
        ("和平区区长张三、李四", [("张三", "和平区区长"), ("李四", "")]),
        ("某局局长张三同志", [("张三", "某局局长")]),
        ("某局局长张　三、副局长李 四", [("张三", "某局局长"), ("李四", "副局长")]),
    ],
)
def test_each_guest_has_his_own_office(line: str, guests: list[tuple[str, str]]) -> None:
    names = [name for name, _ in guests]
    assert guests_of(line, names) == tuple(Guest(*guest) for guest in guests)


def test_a_name_is_not_found_inside_another() -> None:
    assert guests_of("局长王伟民、副局长王伟", ["王伟"]) == (Guest("王伟", "副局长"),)


@pytest.mark.parametrize(
    ("speaker", "guests", "host", "role"),
    [
        ("市民", "福州市民政局局长陈建国", "", Role.PUBLIC),
        ("职工", "市医保局职工医保处处长赵六", "", Role.PUBLIC),
        ("市民政局张三", "", "", Role.GUEST),
        ("民眾", "社會局局長林志明", "", Role.PUBLIC),
        ("場外主持人", "社會局局長林志明", "主持人", Role.HOST),
        ("伟", "某局局长张三", "电视台张伟民主持", Role.GUEST),
        ("张伟民", "某局局长张三", "电视台张伟民主持", Role.HOST),
        ("王局长", "某局局长张三", "", Role.GUEST),
    ],
)
def test_what_a_speaker_does_is_told_by_whole_names(
    speaker: str, guests: str, host: str, role: Role
) -> None:
    assert roles_of({speaker: ["我家老人90岁了。"]}, guests, host) == {speaker: role}
