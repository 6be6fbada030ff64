"""A pack as its author wrote it: its files, and where each part of the merged sections stands in them."""

from collections.abc import Mapping
from typing import Any

from infusion_pathways.lint.finding import Fix, RemarkPlace
from infusion_pathways.pack.reading import Merger, documents_of
from infusion_pathways.source import Document, Place
from infusion_pathways.source.reading import Pointer


class SourceMap:
    """The files of a pack whose shape was checked."""

    def __init__(self, root: str, files: Mapping[str, bytes]) -> None:
        self.root = root
        self.documents = tuple(documents_of(root, files))
        self._merger = Merger()
        for document in self.documents:
            self._merger.add(document)

    def spot(self, at: Pointer, key: bool = False, word: str = "") -> RemarkPlace:
        """Where a part of the merged sections stands: its value, its key, or a word of its value."""
        origin = self._merger.origin(at)
        if origin is None:
            return RemarkPlace(Place(self.root))
        document, pointer = origin
        place = document.place(pointer, key, word)
        owners = {document.place(pointer[:end], key=True).line for end in range(min(2, len(pointer)), len(pointer) + 1)}
        return RemarkPlace(place, tuple(sorted(owners | {place.line})))

    def mend(self, at: Pointer, new: str) -> Fix | None:
        """The mend that makes a text another, where it stands on one line as it is."""
        origin = self._merger.origin(at)
        return None if origin is None else text_fix(*origin, new)

    def mend_list(self, at: Pointer, new: list[str]) -> Fix | None:
        """The mend that makes a list of names another, where it stands on one line in brackets."""
        origin = self._merger.origin(at)
        if origin is None:
            return None
        document, pointer = origin
        place = document.place(pointer)
        written = _written(place)
        if not (written.startswith("[") and written.endswith("]")) or set("#'\"{\n") & set(written):
            return None
        return Fix(place, f"[{', '.join(new)}]", pointer, new)


def text_fix(document: Document, pointer: Pointer, new: str) -> Fix | None:
    """The mend that makes a text of a file another, where it stands on one line as it is, in quotes or without."""
    old: Any = document.value
    for part in pointer:
        old = old[part]
    place = document.place(pointer)
    written = _written(place)
    for quote in ("", '"', "'"):
        plain = written == f"{quote}{old}{quote}" and "\\" not in written
        if plain and not (set(": #") & set(new) - set(str(old))) and (quote or " " in new):
            return Fix(place, f"{quote}{new}{quote}", pointer, new)
    return None


def _written(place: Place) -> str:
    return place.text[place.column - 1 : place.column - 1 + place.length]
