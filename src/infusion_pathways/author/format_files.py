"""Which files of a folder are brought into form, and what comes of it."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from infusion_pathways.author import messages
from infusion_pathways.author.formatter import FormattedText, format_json, formatted_yaml, with_line_ends
from infusion_pathways.author.parts import update_part_lists
from infusion_pathways.pack.messages import foreign_file
from infusion_pathways.pack.sections import is_foreign
from infusion_pathways.scenario.model import SCHEMA
from infusion_pathways.source import Place, Problem, ProblemsFound
from infusion_pathways.source.listing import JSON, YAML, Endings, contents, has_ending, list_folder
from infusion_pathways.source.messages import no_such_file
from infusion_pathways.source.reading import LARGEST_BYTES, top_keys

_SCENARIO = SCHEMA.rpartition("/")[0].encode()


class FormattedFile(NamedTuple):
    """A file: its text as it stands, and in form; what was changed, where that can be said in a few words."""

    path: Path
    before: str
    after: str
    said: str = ""

    @property
    def changed(self) -> bool:
        """Whether the file is not in form yet."""
        return self.before != self.after


class FormattedFiles(NamedTuple):
    """Files as they are and as they should be, in the sequence of their paths, and notes on those left alone."""

    files: list[FormattedFile]
    notes: list[Problem]


def format_files(paths: Sequence[Path], drop: Sequence[Path] = ()) -> FormattedFiles:
    """The files, and those below the folders, each as it is and as it should be.

    Below a folder these are the YAML files of packs, and JSON files that say they are scenarios; what is hidden is left alone. Of
    a pack whose head is among them the list of parts is kept: it takes up what is new, and gives up only what `drop` names. A
    file keeps its line ends and its byte order mark. Nothing is written. Raises ProblemsFound with everything that cannot be read
    or brought into form, and with every part that is gone or shorter than the list says.
    """
    data, folders = read_files(paths)
    forms: dict[Path, FormattedText] = {}
    notes: list[Problem] = []
    problems: list[Problem] = []
    for path, text in data.items():
        name = path.as_posix()
        try:
            if has_ending(path.name, JSON):
                if _SCENARIO in text or path in paths:
                    forms[path] = FormattedText(format_json(name, text), None)
            elif path not in paths and is_foreign(top_keys(text)):
                notes.append(foreign_file(Place(name)))
            else:
                forms[path] = formatted_yaml(name, text)
        except ProblemsFound as error:
            problems += error.problems
    if problems:
        raise ProblemsFound(problems)
    kept = sorted(update_part_lists(forms, folders, drop).items())
    return FormattedFiles(
        [FormattedFile(path, data[path].decode("utf-8"), with_line_ends(data[path], form.text)) for path, form in kept], notes
    )


def read_files(
    paths: Sequence[Path], endings: Endings = (*YAML, *JSON), limit: int = LARGEST_BYTES
) -> tuple[dict[Path, bytes], list[Path]]:
    """The bytes of the files named, of those below the folders that have some ending, and the folders among the paths.

    Raises ProblemsFound with everything that cannot be read, and for a folder without such a file.
    """
    data: dict[Path, bytes] = {}
    folders: list[Path] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            if os.path.isdir(path):
                folders.append(path)
                names = list_folder(path, endings).checked().files
                if not names:
                    raise ProblemsFound([messages.nothing_to_form(Place(path.as_posix()))])
                data.update((path / name, content) for name, content in contents(path, names, limit).items())
            elif os.path.lexists(path):
                data[path] = contents(path.parent, [path.name], limit)[path.name]
            else:
                raise ProblemsFound([no_such_file(Place(path.as_posix()))])
        except ProblemsFound as found:
            problems += found.problems
    if problems:
        raise ProblemsFound(problems)
    return data, folders
