"""A text is masked: numbers and addresses by which a person can be found are starred out."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

STAR = "＊"
"""Stands for each character that is hidden."""

_SEP = "[ -]{0,3}"
_START = "(?<![0-9])"
_END = r"(?![0-9])(?!(?:\.[0-9]{1,2})?元(?![旦宵]))"  # an amount is nobody's number
_LETTERS_END = "(?![0-9a-z])"
_DAY = "(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_YEAR = "(?:18|19|20)[0-9]{2}"
_REGION = "(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|9[0-9])[0-9]{4}"
_PHONE = "(?:电话|電話|手机|手機|座机|座機|固话|号码|號碼|tel|phone)[^0-9]{0,6}"


def _is_card(number: str) -> bool:
    """Tell whether the last digit checks the others, as on every bank card (Luhn)."""
    digits = [int(character) for character in reversed(number) if character.isdigit()]
    doubled = [2 * digit - 9 * (digit > 4) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


@dataclass(frozen=True, slots=True)
class _Kind:
    """How a kind of number is written, and how many characters of one stay at its ends.

    `number` and what stands before and after it are patterns of folded text.
    """

    number: str
    first: int
    last: int
    before: str = _START
    after: str = _END
    is_one: Callable[[str], bool] = bool

    def found_in(self, folded: str) -> list[int]:
        """Return the offsets of the characters to hide."""
        pattern = f"{self.before}(?=(?P<number>{self.number}){self.after})"  # may overlap
        offsets: list[int] = []
        for match in re.finditer(pattern, folded, re.IGNORECASE | re.ASCII):
            if self.is_one(match["number"]):
                written = [at for at in range(*match.span("number")) if folded[at].isalnum()]
                offsets += written[self.first : len(written) - self.last]
        return offsets


def _grouped(*sizes: int) -> str:
    return _SEP.join(f"[0-9]{{{size}}}" for size in sizes)


def _mobile() -> str:
    ways = ((3, 4, 4), (4, 3, 4), (3, 3, 5), (4, 4, 3), (5, 6), (1,) * 11)
    return f"(?=1{_SEP}[3-9])(?:{'|'.join(_grouped(*sizes) for sizes in ways)})"


_LOCAL = f"(?:{_grouped(4, 4)}|{_grouped(3, 4)})"  # a number within its area
_SHORT = f"(?:{_grouped(3, 3)}|[2-9][0-9]{{4}})"  # on Taiwan; not 12345
_NO_DAY = f"(?!{_YEAR}(?:[^0-9]|{_DAY}(?![0-9])))"

_KINDS = (
    _Kind(  # an e-mail address, up to the @
        r"[a-z0-9._%+-]{1,64}(?=@[a-z0-9-]+\.[a-z0-9])", 0, 0, "(?<![a-z0-9._%+-])", ""
    ),
    _Kind(  # the mainland's ID-card
        f"{_REGION}{_SEP}{_YEAR}{_DAY}{_SEP}[0-9]{{3}}[0-9x]", 4, 2, after=_LETTERS_END
    ),
    _Kind(f"{_REGION}[0-9]{{2}}{_DAY}[0-9]{{3}}", 4, 2),  # and before 1999
    _Kind(  # Taiwan's ID-card and residence permit; passports and travel permits
        f"[a-z]{{1,2}}{_NO_DAY}[0-9]{{8,10}}", 2, 2, "(?<![0-9a-z])", _LETTERS_END
    ),
    *(
        _Kind(f"(?=[3-69]|2[2-7]){way}", 4, 4, is_one=_is_card)
        for way in (
            "[0-9]{13,19}",
            _grouped(4, 4, 4, 4, 3),
            _grouped(4, 4, 4, 4),
            _grouped(6, 13),
            _grouped(4, 6, 5),
        )
    ),
    _Kind(_mobile(), 3, 4, rf"{_START}(?:(?:\+|00)?86\)?{_SEP})?"),
    _Kind(  # from abroad
        rf"[1-9][0-9]{{0,2}}\)?{_SEP}(?:{_LOCAL}|{_grouped(3, 3)})",
        3,
        2,
        rf"{_START}(?:\+|00)(?:86|886|852|853)\)?{_SEP}",
    ),
    _Kind(f"09[0-9]{{2}}{_SEP}{_grouped(3, 3)}", 4, 2),  # Taiwan's mobile phones
    _Kind(  # landlines, but not those that cost nothing
        rf"(?!080[09])0[1-9](?:[0-9]{{0,2}}\)?{_SEP}{_LOCAL}|[0-9]{{1,2}}\)?{_SEP}{_SHORT})",
        4,
        2,
        f"{_START}(?<![0-9]-)",  # the month of a date
    ),
    _Kind(f"{_NO_DAY}{_LOCAL}", 2, 2, f"{_PHONE}"),  # landlines without their area
)


def mask(text: str) -> str:
    """Star out the numbers that lead to a person, but for a few characters at their ends.

    These are phone numbers of the mainland and Taiwan (without an area code only where a word
    for it stands before), ID-cards, residence and travel permits, passports, e-mail addresses
    and bank cards, in half or full width, with or without spaces and dashes. Years, days,
    amounts and hotlines such as 12345 stay. Names, postal addresses and numbers written in
    Chinese characters are not found. Each hidden character becomes a star: the length stays.
    Masking twice changes nothing.
    """
    masked = _masked_once(text)
    while masked != text:  # what is left of one number may make another with its neighbours
        text, masked = masked, _masked_once(masked)
    return masked


def _masked_once(text: str) -> str:
    characters = list(text)
    folded = "".join(map(_folded, text))
    for kind in _KINDS:
        offsets = kind.found_in(folded)
        for at in offsets:
            characters[at] = STAR
        if offsets:
            folded = "".join(map(_folded, characters))
    return "".join(characters)


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    """Return one character in half width: any digit, any dash as “-”, any blank as a space."""
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(character)
    if category == "Pd" or character == "−":
        return "-"
    if category in {"Zs", "Cf"} or character == "\t":
        return " "
    return chr(ord(character) - 0xFEE0) if "！" <= character <= "～" else character
