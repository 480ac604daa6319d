"""What the staff should look at once a page was read: nothing is wrong, but it may be misread."""

from collections.abc import Iterator

from ingest.collection import Collection
from ingest.records import Interview, Role
from ingest.speakers import asks_by_name


def doubts(collection: Collection) -> Iterator[str]:
    """Yield a line for each doubt, interview by interview, with the interview's id."""
    used = {
        (exchange.interview_id, turn.number)
        for exchange in collection.exchanges
        for turn in (exchange.question, *exchange.answers)
        if turn
    }
    for interview in collection.interviews:
        for said in (*_speakers(interview), *_unanswered(interview, used)):
            yield f"{interview.id}{said}"


def _speakers(interview: Interview) -> Iterator[str]:
    for guest in interview.guests:
        if not guest.office:
            yield f": “嘉宾”一行里没有{guest.name}或他的职务，引用他的话时不会注明职务"
    public = [turn.speaker for turn in interview.turns if turn.role is Role.PUBLIC]
    for speaker in dict.fromkeys(public):
        if not asks_by_name(speaker):
            yield f": {speaker}不在“嘉宾”一行里，每次发言都在提问，所以当作提问的人"


def _unanswered(interview: Interview, used: set[tuple[str, int]]) -> Iterator[str]:
    for turn in interview.turns:
        asks = turn.role is not Role.GUEST and turn.text.rstrip().endswith(("?", "？"))
        if asks and (interview.id, turn.number) not in used:
            yield f":{turn.line}: {turn.speaker}的这个问题后面没有嘉宾的回答，没有收录"
