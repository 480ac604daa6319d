"""A text file of a package becomes its lists of words: by line, by section, or all together."""

from functools import cache
from importlib.resources import files

_ALL = ""


@cache
def word_lines(package: str, name: str) -> tuple[str, ...]:
    """Return the lines of a list, without the empty ones and those that begin with “#”."""
    text = (files(package) / name).read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line.strip() and line[0] != "#")


@cache
def word_sections(package: str, name: str) -> dict[str, tuple[str, ...]]:
    """Return the words of a list by the heading (“[heading]”) that they stand under, in order."""
    sections: dict[str, tuple[str, ...]] = {_ALL: ()}
    heading = _ALL
    for line in word_lines(package, name):
        if line.startswith("["):
            heading = line.strip("[]")
            sections[heading] = ()
        else:
            sections[heading] += tuple(line.split())
    return sections


@cache
def word_set(package: str, name: str, heading: str = _ALL) -> frozenset[str]:
    """Return the words under a heading of a list; those before any heading where none is named.

    :raises KeyError: If the list has no such heading.
    """
    return frozenset(word_sections(package, name)[heading])
