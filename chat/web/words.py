"""The page's own words, in Simplified and Traditional Chinese and in English."""

import re
import tomllib
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache
from importlib.resources import files


class Language(StrEnum):
    """A language that the page can be read in."""

    ZH_CN = "zh-CN"
    ZH_TW = "zh-TW"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Words:
    """All that the page says, in one language; a word in braces is put in where it is said."""

    title: str
    tagline: str
    question: str
    placeholder: str
    ask: str
    filters: str
    interviews: str
    offices: str
    years: str
    examples: str
    suggestions: str
    conversation: str
    searching: str
    new: str
    larger: str
    language: str
    skip: str
    about: str
    recorded: str
    carried: str
    read_as: str
    undo: str
    literal: str
    source: str
    from_source: str
    copy: str
    copied: str
    link: str
    linked: str
    uncopied: str
    to_traditional: str
    to_simplified: str
    original: str
    rating: str
    helpful: str
    unhelpful: str
    thanks: str
    reason: str
    send: str
    editions: str
    agrees: str
    differs: str
    old: str
    refused: str
    part_refused: str
    ask_there: str
    near_miss: str
    said_otherwise: str
    not_said: str
    not_listed: str
    nearest: str
    leave: str
    left: str
    contact: str
    failed: str
    retry: str
    unkept: str
    transcript: str
    opening: str
    close: str
    date: str
    guests: str
    back: str
    missing: str
    noscript: str
    greeting: str
    welcome: str
    farewell: str
    help: str
    empty: str
    no_words: str
    no_sense: str
    too_long: str


@cache
def words(language: Language) -> Words:
    """Return the page's words in a language, as `words.toml` gives them."""
    table = tomllib.loads((files("chat.web") / "words.toml").read_text(encoding="utf-8"))
    return Words(**{one.name: table[one.name][language.value] for one in fields(Words)})


def language_of(accept_language: str) -> Language:
    """Return the first language of an Accept-Language header that the page has.

    Chinese of Taiwan, Hong Kong and Macau is read in Traditional characters, all other Chinese in
    Simplified ones. A header without a language that the page has means Simplified Chinese.
    """
    for tag in _by_preference(accept_language):
        if re.match(r"zh\b(?!-hans).*\b(?:hant|tw|hk|mo)\b", tag):
            return Language.ZH_TW
        if re.match(r"zh\b", tag):
            return Language.ZH_CN
        if re.match(r"en\b", tag):
            return Language.EN
    return Language.ZH_CN


def _by_preference(accept_language: str) -> list[str]:
    """Return the header's tags in lower case, most wanted first, unwanted ones left out."""
    weighed = []
    for entry in accept_language.lower().split(","):
        tag, _, weight = entry.partition(";")
        number = re.fullmatch(r"\s*q=(\d(?:\.\d*)?)\s*", weight)
        weighed.append((float(number[1]) if number else 1.0, tag.strip()))
    return [tag for weight, tag in sorted(weighed, key=lambda one: -one[0]) if weight > 0]
