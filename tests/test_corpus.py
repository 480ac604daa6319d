import os
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.corpus import fingerprint_of, load_corpus
from ingest.records import CorpusError

Page = Callable[..., str]
Write = Callable[[dict[str, str | bytes]], Path]


def test_interviews_come_in_the_order_of_their_names(page: Page, write_corpus: Write) -> None:
    folder = write_corpus({"c.txt": page(), "a.txt": page(), "b/b.txt": page()})
    assert [interview.id for interview in load_corpus(folder).interviews] == ["a", "b", "c"]


def test_files_of_another_kind_are_left_alone(page: Page, write_corpus: Write) -> None:
    folder = write_corpus({"a.txt": page(), "README.md": "# 说明", "b.html": "<html>"})
    assert [interview.id for interview in load_corpus(folder).interviews] == ["a"]


def test_each_file_is_reported_when_it_is_read(page: Page, write_corpus: Write) -> None:
    read: list[tuple[int, int]] = []
    load_corpus(write_corpus({"a.txt": page(), "b.txt": page()}), lambda *at: read.append(at))
    assert read == [(1, 2), (2, 2)]


def test_a_byte_order_mark_is_no_part_of_the_source(page: Page, write_corpus: Write) -> None:
    folder = write_corpus({"a.txt": b"\xef\xbb\xbf" + page().encode()})
    assert load_corpus(folder).interviews[0].source == "往期访谈_某某管委会"


def test_the_corpus_carries_the_fingerprint_of_its_folder(page: Page, write_corpus: Write) -> None:
    folder = write_corpus({"a.txt": page()})
    assert load_corpus(folder).fingerprint == fingerprint_of(folder)


def test_the_fingerprint_changes_with_a_byte(page: Page, write_corpus: Write) -> None:
    before = fingerprint_of(write_corpus({"a.txt": page()}))
    after = fingerprint_of(write_corpus({"a.txt": page().replace("8月", "9月")}))
    assert before != after


def test_the_fingerprint_changes_with_a_name(page: Page, write_corpus: Write) -> None:
    folder = write_corpus({"a.txt": page()})
    before = fingerprint_of(folder)
    (folder / "a.txt").rename(folder / "b.txt")
    assert fingerprint_of(folder) != before


def test_the_fingerprint_changes_with_one_more_file(page: Page, write_corpus: Write) -> None:
    before = fingerprint_of(write_corpus({"a.txt": page()}))
    assert fingerprint_of(write_corpus({"b.txt": page()})) != before


def test_the_fingerprint_stays_when_a_file_is_touched(page: Page, write_corpus: Write) -> None:
    folder = write_corpus({"a.txt": page()})
    before = fingerprint_of(folder)
    os.utime(folder / "a.txt", (1, 1))
    assert fingerprint_of(folder) == before


def test_the_fingerprint_is_of_the_names_below_the_folder_not_of_its_place(
    page: Page, write_corpus: Write, tmp_path: Path
) -> None:
    folder = write_corpus({"a.txt": page()})
    before = fingerprint_of(folder)
    assert fingerprint_of(folder.rename(tmp_path / "elsewhere")) == before


def test_a_file_that_may_be_in_big5_is_refused_with_that_hint(
    page: Page, write_corpus: Write
) -> None:
    folder = write_corpus({"a.txt": page(head=("往期訪談", "長照計畫")).encode("big5", "ignore")})
    with pytest.raises(CorpusError, match=r"看起来是 .*Big5"):
        load_corpus(folder)


def test_a_file_in_gb18030_is_refused_at_its_first_line_with_a_hint(
    page: Page, write_corpus: Write
) -> None:
    folder = write_corpus({"a.txt": page().encode("gb18030")})
    with pytest.raises(CorpusError) as caught:
        load_corpus(folder)
    assert str(caught.value) == (
        f"{folder}/a.txt:1: 不是 UTF-8 编码，请另存为 UTF-8 编码（看起来是 GB18030/GBK）"
    )


def test_a_byte_that_is_no_text_is_refused_at_its_line(write_corpus: Write) -> None:
    folder = write_corpus({"a.txt": "往期访谈\n标题".encode() + b"\xff\xff\n"})
    with pytest.raises(CorpusError) as caught:
        load_corpus(folder)
    assert str(caught.value) == f"{folder}/a.txt:2: 不是 UTF-8 编码，请另存为 UTF-8 编码"


def test_a_nul_character_is_refused_at_its_line(page: Page, write_corpus: Write) -> None:
    folder = write_corpus({"a.txt": page().replace("张三", "张\0三")})
    with pytest.raises(CorpusError) as caught:
        load_corpus(folder)
    assert str(caught.value) == (f"{folder}/a.txt:4: 含有空字符，不是文本文件；请从原网页重新保存")


def test_a_replacement_character_is_refused_at_its_line(page: Page, write_corpus: Write) -> None:
    folder = write_corpus({"a.txt": page().replace("启动", "启\ufffd")})
    with pytest.raises(CorpusError) as caught:
        load_corpus(folder)
    assert str(caught.value) == f"{folder}/a.txt:9: 含有乱码字符“\ufffd”；请从原网页重新保存"


def test_two_files_of_one_name_in_two_folders_are_refused(page: Page, write_corpus: Write) -> None:
    folder = write_corpus({"2020/a.txt": page(), "2021/a.txt": page()})
    with pytest.raises(CorpusError) as caught:
        load_corpus(folder)
    assert str(caught.value) == (f"{folder}/2021/a.txt:1: 文件名“a”重复；每个访谈的文件名应不同")


def test_a_folder_without_interviews_is_refused(write_corpus: Write) -> None:
    folder = write_corpus({"README.md": "# 说明"})
    with pytest.raises(CorpusError) as caught:
        load_corpus(folder)
    assert str(caught.value) == f"{folder}: 文件夹里没有访谈文件（*.txt）"


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError) as caught:
        load_corpus(tmp_path / "none")
    assert str(caught.value) == (f"{tmp_path}/none: 没有这个文件夹；请用 --corpus 指明访谈文件夹")


def test_all_files_that_are_no_interviews_are_named_at_once(
    page: Page, write_corpus: Write
) -> None:
    folder = write_corpus({"a.txt": "", "b.txt": page(), "c.txt": page(day="2021-02-30")})
    with pytest.raises(CorpusError) as caught:
        load_corpus(folder)
    assert str(caught.value) == (
        f"{folder}/a.txt:1: 文件是空的，没有访谈内容\n"
        f"{folder}/c.txt:6: 没有这样的时间：“2021-02-30 02:00:00”"
    )
