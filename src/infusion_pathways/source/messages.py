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
    return Problem(
        "unreadable-file",
        f"the system cannot read it: {reason[:1].lower()}{reason[1:]}",
        place,
        help="check the path and its permissions",
    )


def not_unpacked(place: Place) -> Problem:
    """The program is imported from an archive."""
    return Problem(
        "not-unpacked",
        "this program lies in an archive, where it cannot read its rules",
        place,
        help="install the archive with `pip install FILE.whl` instead of importing from it",
    )


def linked(place: Place) -> Problem:
    """A link where a file or a folder of the author's should be."""
    return Problem(
        "linked-file",
        "this is a link, and links are not followed",
        place,
        why="what a link leads to may be missing on another machine, or be another thing there",
        help="put the file or the folder itself here, or remove the link",
    )


def not_ordinary(place: Place, what: str) -> Problem:
    """Something whose name says that it is a file to be read, and which is none."""
    return Problem("not-an-ordinary-file", f"this is {what}, a file is expected", place, help="put the file itself here")


def misspelt_ending(place: Place, meant: str) -> Problem:
    """A file that would be read if its name ended as it is likely to be meant."""
    return Problem(
        "misspelt-ending",
        f"this file is not read, but looks as if it should be `{meant[:60]}`",
        place,
        why="it would be passed over, and nobody would notice",
        help="correct its ending, or give it another name if it is not meant to be read",
    )


def unwritable(place: Place, reason: str) -> Problem:
    """Nothing can be written there."""
    return Problem(
        "unwritable-file",
        f"it cannot be written: {reason[:1].lower()}{reason[1:]}",
        place,
        help="check that the folder exists and who may write there",
    )


def not_saved(place: Place, reason: str) -> Problem:
    """The device took only a part of it, or nothing."""
    return unwritable(place, reason)._replace(
        why="what was to be written is not saved; what stood there before is as it was",
        help="make room there, or choose another place; then run it again",
    )


def read_only(place: Place) -> Problem:
    """Somebody said that this file stays as it is."""
    return unwritable(place, "it is read-only")._replace(help="allow writing first (`chmod u+w`), if the file may be changed")


def other_names(place: Place) -> Problem:
    """Hard links: a new text would be under one of the names only."""
    return unwritable(place, "the same file has other names (hard links)")._replace(
        why="a file is replaced as a whole, and under its other names the old text would stay",
        help="make a copy with one name: `cp FILE NEW && mv NEW FILE`",
    )


def other_owner(place: Place) -> Problem:
    """The file would be given to somebody else by writing it."""
    return unwritable(place, "it belongs to another user or group")._replace(
        why="a file is replaced as a whole, and the new one would be yours",
        help="let its owner do it, or make a copy of your own",
    )


def file_exists(place: Place) -> Problem:
    """Another text is there already."""
    return Problem(
        "file-exists",
        "a file of this name holds something else",
        place,
        why="nothing is overwritten in silence",
        help="choose another name, or remove the file first",
    )


def too_large(place: Place, limit: int) -> Problem:
    """Larger than any patient scenario, or any file of a pack, needs to be."""
    return Problem(
        "too-large",
        f"the file is larger than {limit // 1024} KiB",
        place,
        help="a scenario describes one patient; a pack may be split into any number of files",
    )


def too_large_to_gather(place: Place, limit: int) -> Problem:
    """Larger than a file to which a line is added for each result needs to be."""
    return too_large(place, limit)._replace(help="name the file that the program wrote; results may be in any number of files")


def not_utf8(place: Place, byte: int) -> Problem:
    """Not UTF-8 text."""
    return Problem(
        "not-utf-8",
        f"the byte 0x{byte:02x} is not UTF-8 text",
        place,
        help="save the file with the encoding UTF-8",
    )


def utf16(place: Place) -> Problem:
    """Text in UTF-16, as some systems write it when output is sent to a file."""
    return Problem(
        "not-utf-8",
        "the file is text in UTF-16, not in UTF-8",
        place,
        help="save it as UTF-8, in PowerShell with `Get-Content FILE | Set-Content -Encoding utf8 NEW`",
    )


def empty_file(place: Place) -> Problem:
    """Nothing in it."""
    return Problem(
        "empty-file",
        "the file is empty",
        place,
        help="`pathways schema scenario` shows what a scenario holds, `pathways schema pack` what a pack file holds",
    )


def nearly_json(place: Place, said: str, help: str) -> Problem:
    """Something that JSON does not have, and what it has instead."""
    return Problem("not-json", said, place, help=help)


def not_json(place: Place, reason: str) -> Problem:
    """A JSON syntax error, in our words for the reasons of the JSON reader."""
    plain = f"{reason[:1].lower()}{reason[1:]}"
    said, help = next((words for start, words in _JSON_REASONS.items() if reason.startswith(start)), (plain, ""))
    return Problem("not-json", said, place, help=help)


_JSON_REASONS = {
    "Expecting property name": ("a key in double quotes is expected", 'each key of an object is a text: `"title"`'),
    "Expecting ':'": ("a colon is expected after a key", 'a key and its value: `"title": "A title"`'),
    "Expecting ','": (
        "a comma or a closing bracket is expected",
        "a comma stands between entries; `}` closes `{`, and `]` closes `[`",
    ),
    "Expecting value": ("a value is expected", "a text in double quotes, a number, `true`, `false`, `null`, a list or an object"),
    "Unterminated string": ("the closing quote of this text is missing", 'a text ends with a straight double quote: `"`'),
    "Invalid control character": ("a line break or a control character stands inside a text", "a line break is written `\\n`"),
    "Invalid \\escape": ("a backslash starts nothing that JSON knows", "a backslash is written `\\\\`"),
    "Invalid \\uXXXX": ("`\\u` takes four hexadecimal digits", ""),
    "Extra data": ("the text goes on after its end", "one file holds one scenario, in one pair of braces"),
    "Unexpected UTF-8 BOM": ("an invisible character stands before the text", "delete it, or save the file anew as UTF-8"),
}


def too_deep(place: Place, limit: int) -> Problem:
    """Nested deeper than anything this program reads."""
    return Problem("too-deep", f"nested more than {limit} levels deep", place)


def duplicate_key(place: Place, key: str) -> Problem:
    """The same key twice in one object."""
    return Problem(
        "duplicate-key",
        f"the key `{key[:60]}` is given twice",
        place,
        why="only one of the two would count, and nobody could tell which was meant",
        help="keep one of them",
    )


def renamed_word(place: Place, what: str, old: str, new: str) -> Problem:
    """A word of an earlier version of this program."""
    return Problem(
        "renamed-word",
        f"the {what} `{old}` has another name since version 0.2.0",
        place,
        help=f"write `{new}`; `pathways fmt --fix-words` with a file or a folder does it everywhere",
    )


def broken_text(place: Place) -> Problem:
    """Half of a character."""
    return Problem("broken-text", "the text holds half of a surrogate pair, which is no character", place)


def not_finite(place: Place, word: str) -> Problem:
    """NaN, an infinity, or a number too large to hold."""
    return Problem(
        "not-a-finite-number",
        f"`{word[:60]}` is not a finite number",
        place,
        help='a value that is not known is written `"unknown"` or `null`',
    )


def not_finite_in_a_pack(place: Place, word: str) -> Problem:
    """An infinity in a file of a pack."""
    return not_finite(place, word)._replace(help="write a number in plain digits")


def not_yaml(place: Place, reason: str) -> Problem:
    """A YAML syntax error."""
    said, help = _YAML_REASONS.get(reason, (reason, ""))
    return Problem("not-yaml", said, place, help=help)


_YAML_REASONS = {
    "mapping values are not allowed in this context": (
        "a colon makes no key here",
        "a text that holds a colon and a space stands in quotes; entries of one mapping are indented alike",
    ),
    "found character that cannot start any token": (
        "a text cannot start with this character",
        "indent with spaces, not tabs; a text that starts with a special character stands in quotes",
    ),
    "did not find expected key": (
        "a key is expected here",
        "a text with quotes or a colon in it stands in quotes as a whole; entries of one mapping are indented alike",
    ),
    "could not find expected ':'": ("a colon is expected after a key", "a text of several lines is indented below its key"),
    "did not find expected '-' indicator": ("an entry that starts with `- ` is expected", "entries are indented alike"),
    "did not find expected node content": ("a value is expected here", ""),
    "did not find expected ',' or '}'": ("a comma or a closing brace is expected", "a text with a comma stands in quotes"),
    "did not find expected ',' or ']'": ("a comma or a closing bracket is expected", "a text with a comma stands in quotes"),
    "found unknown escape character": ("a backslash starts nothing that YAML knows", "a backslash is written `\\\\`"),
    "found invalid Unicode character escape code": ("this escape stands for no character", ""),
    "but found another document": ("a second document starts here", "one file holds one document"),
}


def too_many(place: Place, limit: int) -> Problem:
    """More problems than anyone reads at once."""
    return Problem("too-many-problems", f"only the first {limit} problems here are shown", place, help="mend these first")


def yaml_alias(place: Place) -> Problem:
    """YAML anchors and aliases hide what a rule says."""
    return Problem("yaml-alias", "anchors and aliases are not allowed in a pack", place, help="write the value out")
