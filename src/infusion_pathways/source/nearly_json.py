"""What people type where JSON stops: quotes that are none, a decimal comma, a comment, a word of another language.

The JSON reader says where it got stuck. Here that place is looked at, so that the help fits what stands there. A guess is only
told, never acted on: the file is refused all the same.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

CURLY = "“”„‟«»″＂‘’‚‛‹›′´"
QUOTES = f"'`{CURLY}"
_CLOSED = re.compile(rf"[{CURLY}](?=[ \t]*(?:[,:\]}}]|$))", re.MULTILINE)
_OPENING = set("“„‟«‘‚‛‹")
_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*+"?')
_COMMENT = re.compile(r"//|/\*|\*/|#|<!--|--(?!-)")
_BARE = re.compile(r"[^\W\d][\w./-]*")
_VALID = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?")
_NUMBER = re.compile(r"[-+.\d<>~≤≥][-\d.,_eExX+]*")
_BEFORE = re.compile(r"[\d.]+,[ \t]*\Z")
_INVISIBLE = re.compile(r"[\u00a0\u00ad\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]+")
_ANOTHER = re.compile(r"[;，、=：]|=>")
_UNKNOWN = {"none", "nil", "undefined", "nan", "na", "n/a", "inf", "infinity", "unbekannt", "missing", "empty", "void"}
_WORDS = {"true": "true", "yes": "true", "on": "true", "false": "false", "no": "false", "off": "false", "null": "null"}
LONGEST_NUMBER = 60
BRACES = "a scenario stands in braces: its first character is `{`"
NOT_KNOWN = 'a value that is not known is written `null` or `"unknown"`'


class Guess(NamedTuple):
    """What stands from `start` to `end` of a text, and what to write instead."""

    start: int
    end: int
    message: str
    help: str


Look = Callable[[str, int], Guess | None]


def guess(text: str, at: int, reason: str) -> Guess | None:
    """What was meant where the reader of JSON got stuck, for the reason it gave; None where nothing known stands there."""
    looks = next((looks for start, looks in _ONLY.items() if reason.startswith(start)), _LOOKS)
    looks = looks if at < len(text) else (_ends,)
    return next((found for look in looks if (found := look(text, at)) is not None), None)


def _ends(text: str, at: int) -> Guess | None:
    if text[at:].strip():
        return None
    at = len(text.rstrip())
    return Guess(at, at + 1, "the text ends before it is complete", "the file may be cut short; each bracket has to be closed")


def _curly(text: str, at: int) -> Guess | None:
    """Quotes as a word processor makes them: at the place itself, or as the end of the text that the reader was in."""
    if text[at] in CURLY:
        return _quote(text, at)
    within = [string for string in _STRING.finditer(text) if string.start() <= at][-1:]
    for string in within:
        closed = _CLOSED.search(text, string.start() + 1, string.end())
        if closed is not None and _OPENING.isdisjoint(text[string.start() : closed.start()]):
            return _quote(text, closed.start())
    return None


def _quote(text: str, at: int) -> Guess:
    mark = "a backtick" if text[at] == "`" else f"`{text[at]}`"
    return Guess(at, at + 1, f"{mark} is no quote in JSON", 'keys and texts stand in straight double quotes: `"`')


def _single(text: str, at: int) -> Guess | None:
    return _quote(text, at) if text[at] in QUOTES else None


def _comment(text: str, at: int) -> Guess | None:
    found = _COMMENT.match(text, at)
    help = "no comments stand in JSON; what a reader should know may stand in `narrative`"
    return found and Guess(at, found.end(), "a comment stands here", help)


def _trailing_comma(text: str, at: int) -> Guess | None:
    comma = at if text[at] == "," else len(text[:at].rstrip()) - 1
    after = text[comma + 1 :].lstrip()[:1]
    if comma < 0 or text[comma] != "," or after not in ("}", "]"):
        return None
    return Guess(comma, comma + 1, "a comma stands before a closing bracket", "remove the comma")


def _comma(text: str, at: int) -> Guess | None:
    if text[at] != ",":
        return None
    return Guess(at, at + 1, "a comma stands where a key or a value is expected", "remove the comma, or write what is missing")


def _decimal_comma(text: str, at: int) -> Guess | None:
    before, found = _BEFORE.search(text, max(0, at - LONGEST_NUMBER), at), re.compile(r"\d[\d.]*").match(text, at)
    if before is None or found is None:
        return None
    help = "a point stands before decimals, and nothing between thousands: `5.9`, `1500`"
    return Guess(before.start(), found.end(), "a comma stands within a number", help)


def _number(text: str, at: int) -> Guess | None:
    """A number as JSON has none: `.5`, `5.`, `+5`, `05`, `1_000`, `<3`."""
    start = at
    while start > 0 and text[start - 1] in "-+.0123456789":
        start -= 1
    found = _NUMBER.match(text, start)
    if found is None or found.end() <= at or _VALID.fullmatch(found[0].rstrip(",")):
        return None
    help = "digits, perhaps a minus before them and a point among them: `0.5`, `5`, `-1.5`"
    return Guess(start, found.end(), f"`{found[0][:60]}` is no number in JSON", help)


def _within_text(text: str, at: int) -> Guess | None:
    """A quote in the middle of a text, which ends it: the text goes on right behind it."""
    if at and text[at - 1] == '"' and (text[at].isalnum() or text[at] in "-('"):
        return Guess(at - 1, at, "this quote ends the text, and more follows", 'a quote within a text is written `\\"`')
    return None


def _word(text: str, at: int) -> Guess | None:
    while text[at - 1].isalpha() and text[at].isalnum():  # what begins like `true` was taken for it
        at -= 1
    found = _BARE.match(text, at)
    if found is None:
        return Guess(at, at + 1, "`?` stands where a value is expected", NOT_KNOWN) if text[at] == "?" else None
    word, small = found[0][:60], found[0].lower()
    end = found.end()
    if text[end:].lstrip()[:1] in (":", "="):
        return Guess(at, end, f"the key `{word}` stands without quotes", f'write `"{word}"`')
    if small in _WORDS and word not in ("true", "false", "null"):
        return Guess(at, end, f"`{word}` is no value in JSON", f"write `{_WORDS[small]}`, in small letters and without quotes")
    if small in _UNKNOWN:
        return Guess(at, end, f"`{word}` is no value in JSON", NOT_KNOWN)
    return Guess(at, end, f"`{word}` stands without quotes", f'a text stands in double quotes: `"{word}"`')


def _invisible(text: str, at: int) -> Guess | None:
    found = _INVISIBLE.match(text, at)
    return found and Guess(
        at, found.end(), "an invisible character stands here", "delete it; spaces and line breaks are all that may"
    )


def _mark(text: str, at: int) -> Guess | None:
    found = _ANOTHER.match(text, at)
    help = "a colon stands between key and value, a comma between entries"
    return found and Guess(at, found.end(), f"`{found[0]}` separates nothing in JSON", help)


def _begins(text: str, at: int) -> Guess | None:
    if text[:at].strip():
        return None
    return Guess(at, at + 1, "no JSON begins like this", BRACES)


def _no_braces(text: str, at: int) -> Guess | None:
    return Guess(0, 1, "no JSON begins like this", BRACES) if text[at] == ":" else None


_LOOKS: tuple[Look, ...] = (
    _ends, _trailing_comma, _curly, _comment, _decimal_comma, _within_text, _single, _invisible, _begins, _mark, _comma, _number,
    _word,
)  # fmt: skip
_ONLY: dict[str, tuple[Look, ...]] = {
    "Unterminated": (_curly,),
    "Invalid": (_curly,),
    "Extra data": (_comment, _invisible, _no_braces, _mark),
    "Unexpected": (),
}
"""For some reasons of the reader only these can be the cause: within a text, behind the end of everything."""
