"""A pack without its list of parts, for tests that take it apart or add to it."""

import re
from collections.abc import Mapping
from pathlib import Path

_LIST = re.compile(rb"^(?:# What belongs[^\n]*\n)?parts:\n(?:  [^\n]*\n)*", re.MULTILINE)


def without_list(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of a pack without the list, and without the mark at the end of each."""
    return {name: _LIST.sub(b"", data).removesuffix(b"...\n") for name, data in files.items()}


def strip_list(folder: Path) -> None:
    """Take the list out of the pack in a folder."""
    for path in folder.rglob("*.yaml"):
        path.write_bytes(without_list({"": path.read_bytes()})[""])
