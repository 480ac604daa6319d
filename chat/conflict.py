"""What a question and an answer disagree on becomes a conflict, by its kind."""

from dataclasses import dataclass
from enum import StrEnum


class ConflictKind(StrEnum):
    """In what a question and the quoted words disagree."""

    PLACE = "place"
    YEAR = "year"
    PLAN = "plan"
    DATE = "date"
    QUANTITY = "quantity"
    ORDINAL = "ordinal"
    ASPECT = "aspect"
    CONTRAST = "contrast"
    CLASS = "class"
    PERSON = "person"
    NAME = "name"
    NEGATION = "negation"
    LIST = "list"
    UNSAID = "unsaid"


@dataclass(frozen=True, slots=True)
class Conflict:
    """What the question names, and what the official's words name instead (perhaps nothing)."""

    kind: ConflictKind
    asked: str
    said: str
