"""Interview transcripts in other forms become pages that `ingest.page` reads.

    python tools/transcripts.py taiwan ../shared/data/tw_gov_interviews FOLDER [--all]
    python tools/transcripts.py press ../shared/data/mfa_remarks/documents.jsonl FOLDER [--all]

`taiwan` reads `姓名：text` transcripts whose first line is a date and a title, `press` the
press-conference pages of a JSON Lines file (id, title, text), with `问：` and `答：`. The words
stay as they are, but for a questioner's interjections (嗯, 對, OK), which would cut an answer in
two. Neither source tells the times: the turns are dated one minute apart from midnight.

Three pages of each are made, those that tests/questions asks about; with `--all` every page, for a
corpus of thousands of passages in which the same questions are asked.
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain, groupby
from operator import attrgetter
from pathlib import Path

_SPEECH = re.compile(r"^\s*([^\s：:，。？！、（(]{1,12})[：:]\s*(.*)$")
_DATED = re.compile(r"^(\d{4}-\d{2}-\d{2})\s+(.+)$")
_CONFERENCE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日外交部发言人(\w+?)主持")
_MINISTER = "唐鳳"
_INTERJECTION = re.compile(
    r"(?i:[嗯喔哦啊呃對对是好的]|沒錯|没错|瞭解|了解|原來如此|ok|[，。、！!.…\s])+"
)


@dataclass(frozen=True, slots=True)
class Speech:
    """What one speaker says without interruption."""

    speaker: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above the turns of a page; `labels` call the day, the guests and the host."""

    source: str
    title: str
    introduction: str
    day: date
    labels: tuple[str, str, str]
    guests: str
    host: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """A transcript that was chosen: its file's name, its page's, and who asks in it."""

    source: str
    page: str
    questioners: tuple[str, ...]


TAIWAN = (
    Chosen("2018-10-19-蘋果日報訪問", "2018-10-19-apple-daily", ("王雪玲",)),
    Chosen("2019-11-21-中央社駐德記者採訪", "2019-11-21-cna-berlin", ("林育立", "駐處代表")),
    Chosen("2021-01-05-蘋果日報來訪", "2021-01-05-apple-daily", ("記者",)),
)
PRESS = {
    "mfa-0505": "2018-07-06-press",
    "mfa-0462": "2018-08-31-press",
    "mfa-0420": "2018-10-29-press",
}


def speeches_of(lines: Iterable[str], names: Mapping[str, str], opening: str = "") -> list[Speech]:
    """Read lines of `姓名：text`; a line without a name goes on with the speech before it.

    :param names: The marks before a colon that open a speech, and the speakers they stand for.
    :param opening: Who speaks the lines before the first mark.
    :raises ValueError: If a line stands before the first mark and there is no `opening`.
    """
    speaker, found = opening, list[Speech]()
    for line in filter(None, map(str.strip, lines)):
        match = _SPEECH.match(line)
        if match and match[1] in names:
            speaker, line = names[match[1]], match[2]
        if not speaker:
            raise ValueError(f"expected a speaker before the colon, got {line[:20]!r}")
        if line:
            found.append(Speech(speaker, (line,)))
    return _joined(found)


def _joined(said: Iterable[Speech]) -> list[Speech]:
    """Make one speech of what a speaker says twice in a row."""
    return [
        Speech(speaker, tuple(chain.from_iterable(speech.paragraphs for speech in group)))
        for speaker, group in groupby(said, attrgetter("speaker"))
    ]


def without_interjections(said: Iterable[Speech], questioners: Sequence[str]) -> list[Speech]:
    """Leave out what a questioner says while listening; the speech around it becomes one."""
    return _joined(
        speech
        for speech in said
        if speech.speaker not in questioners
        or not _INTERJECTION.fullmatch("".join(speech.paragraphs))
    )


def page_of(heading: Heading, said: Iterable[Speech]) -> str:
    """Write a page: the heading, then the turns, one minute apart from midnight."""
    details = (heading.day.isoformat(), heading.guests, heading.host)
    lines = [heading.source, heading.title, "", heading.introduction, ""]
    lines += [f"  • {label}:{value}" for label, value in zip(heading.labels, details, strict=True)]
    midnight = datetime.combine(heading.day, time())
    for minute, speech in enumerate(said):
        when = midnight + timedelta(minutes=minute)
        lines.append(f"  • {speech.speaker}{when:%Y-%m-%d %H:%M:%S}")
        lines += [f"      {paragraph}" for paragraph in speech.paragraphs]
    return "\n".join(lines) + "\n"


def taiwan_page(text: str, chosen: Chosen) -> str:
    """Turn a minister's transcript into a page.

    :raises ValueError: If its first line is not a date and a title.
    """
    first, *lines = text.strip("\ufeff \n").splitlines()
    dated = _DATED.match(first)
    if dated is None:
        raise ValueError(f"expected a date and a title in the first line, got {first[:40]!r}")
    heading = Heading(
        source="訪談逐字稿_行政院政務委員唐鳳辦公室",
        title=dated[2],
        introduction="逐字稿以 CC0-1.0 釋出。原文沒有發言時間，這裡一律從零時起、每次發言記一分鐘；"
        "訪問者隨口的附和（嗯、對）不收。",
        day=date.fromisoformat(dated[1]),
        labels=("時 間", "嘉 賓", "主 持 人"),
        guests="行政院政務委員唐鳳",
        host="、".join(chosen.questioners),
    )
    said = speeches_of(lines, _names_in(lines))
    return page_of(heading, without_interjections(said, chosen.questioners))


def _names_in(lines: Iterable[str]) -> dict[str, str]:
    """Return the speakers that a transcript names; its bare “問” is a journalist."""
    found = (match[1] for line in lines if (match := _SPEECH.match(line)))
    return {name: "記者" if name == "問" else name for name in found}


def press_page(title: str, text: str) -> str:
    """Turn a press conference into a page; what is announced first is the spokesperson's.

    :raises ValueError: If the title does not tell the day and the spokesperson.
    """
    conference = _CONFERENCE.search(title)
    if conference is None:
        raise ValueError(f"expected a day and a spokesperson in the title, got {title!r}")
    year, month, day, spokesperson = conference.groups()
    heading = Heading(
        source="例行记者会_外交部",
        title=title,
        introduction="原文没有发言时间，这里一律从零时起、每次发言记一分钟。",
        day=date(int(year), int(month), int(day)),
        labels=("时 间", "嘉 宾", "主 持 人"),
        guests=f"外交部发言人{spokesperson}",
        host="记者",
    )
    said = speeches_of(text.splitlines(), {"问": "记者", "答": spokesperson}, spokesperson)
    return page_of(heading, without_interjections(said, ["记者"]))


def read_taiwan(folder: Path, *, every: bool) -> Iterator[tuple[str, str]]:
    """Yield name and text of the chosen pages of a folder of transcripts, or of every page."""
    chosen = {one.source: one for one in TAIWAN}
    for number, path in enumerate(sorted(folder.glob("*.txt"))):
        text = path.read_text(encoding="utf-8")
        one = chosen.get(path.stem) or Chosen(
            path.stem, f"{path.stem[:10]}-{number:02d}", _questioners_in(text)
        )
        if path.stem in chosen or (every and one.questioners and _MINISTER in text):
            yield one.page, taiwan_page(text, one)


def _questioners_in(text: str) -> tuple[str, ...]:
    """Return who else than the minister speaks more than once or twice; none of an English page."""
    speakers = Counter(match[1] for line in text.splitlines() if (match := _SPEECH.match(line)))
    return tuple(sorted(name for name, n in speakers.items() if n > 2 and name != _MINISTER))


def read_press(path: Path, *, every: bool) -> Iterator[tuple[str, str]]:
    """Yield name and text of the chosen press conferences of a file, or of every one.

    Other pages of the file, such as interviews with a spokesperson, are left out.
    """
    for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        conference = _CONFERENCE.search(row["title"])
        if row["id"] in PRESS:
            yield PRESS[row["id"]], press_page(row["title"], row["text"])
        elif every and conference:
            year, month, day, _ = conference.groups()
            name = f"{year}-{int(month):02}-{int(day):02}-{row['id']}"
            yield name, press_page(row["title"], row["text"])


def main() -> None:
    readers = {"taiwan": read_taiwan, "press": read_press}
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("form", choices=sorted(readers))
    parser.add_argument("source", type=Path, help="where the transcripts are")
    parser.add_argument("folder", type=Path, help="where the pages go")
    parser.add_argument("--all", action="store_true", help="every page, not three")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    for name, text in readers[options.form](options.source, every=options.all):
        (options.folder / f"{name}.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
