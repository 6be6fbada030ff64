"""All messages of the reading stage, one function each, with their codes."""

from infusion_pathways.source.problem import Place, Problem


def no_such_file(place: Place) -> Problem:
    """The path leads nowhere."""
    return Problem("no-such-file", "there is no such file", place, help="check the path; `-` reads standard input")


def is_a_directory(place: Place) -> Problem:
    """The path is a folder."""
    return Problem(
        "is-a-directory",
        "this is a folder, a file is expected",
        place,
        help="name the scenario files in it, e.g. with `*.json`",
    )


def unreadable(place: Place, reason: str) -> Problem:
    """The system refuses to read it."""
    return Problem("unreadable-file", f"cannot be read: {reason[:1].lower()}{reason[1:]}", place, help="check its permissions")


def too_large(place: Place, limit: int) -> Problem:
    """Larger than any patient scenario needs to be."""
    return Problem(
        "too-large",
        f"the file is larger than {limit // 1024} KiB",
        place,
        help="a scenario describes one patient; split several patients into several files",
    )


def not_utf8(place: Place, byte: int, line: int) -> Problem:
    """Not UTF-8 text."""
    return Problem(
        "not-utf-8",
        f"byte 0x{byte:02x} on line {line} is not UTF-8 text",
        place,
        help="save the file with the encoding UTF-8",
    )


def empty_file(place: Place) -> Problem:
    """Nothing in it."""
    return Problem("empty-file", "the file is empty", place, help="`pathways schema scenario` shows what it may hold")


def not_json(place: Place, reason: str) -> Problem:
    """A JSON syntax error."""
    return Problem("not-json", f"not JSON: {reason[:1].lower()}{reason[1:]}", place)


def too_deep(place: Place, limit: int) -> Problem:
    """Nested deeper than anything this program reads."""
    return Problem("too-deep", f"nested more than {limit} levels deep", place)


def duplicate_key(place: Place, key: str) -> Problem:
    """The same key twice in one object."""
    return Problem(
        "duplicate-key",
        f"the key `{key}` is given twice",
        place,
        why="only one of the two would count, and nobody could tell which was meant",
        help="keep one of them",
    )


def broken_text(place: Place) -> Problem:
    """Half of a character."""
    return Problem("broken-text", "the text holds half of a surrogate pair, which is no character", place)


def not_finite(place: Place, word: str) -> Problem:
    """NaN, an infinity, or a number too large to hold."""
    return Problem(
        "not-a-finite-number",
        f"`{word}` is not a finite number",
        place,
        help='a value that is not known is written `"unknown"` or `null`',
    )


def not_yaml(place: Place, reason: str) -> Problem:
    """A YAML syntax error."""
    return Problem("not-yaml", f"not YAML: {reason}", place)


def yaml_alias(place: Place) -> Problem:
    """YAML anchors and aliases hide what a rule says."""
    return Problem("yaml-alias", "anchors and aliases are not allowed in a pack", place, help="write the value out")
