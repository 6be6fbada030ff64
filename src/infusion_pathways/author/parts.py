"""The list of parts that the head of a pack carries, kept in step with its files; nothing goes from it unless that is said."""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from infusion_pathways.author import messages
from infusion_pathways.author.formatter import FormattedText, formatted_yaml, with_line_ends
from infusion_pathways.author.yaml_tree import YamlCollection, YamlComment, YamlEntry, YamlScalar, read_tree
from infusion_pathways.author.yaml_writer import write_yaml
from infusion_pathways.pack import messages as of_packs
from infusion_pathways.pack.parts import END, bad_paths, entries_in, is_whole, part_problem
from infusion_pathways.pack.sections import PACK, PARTS
from infusion_pathways.pack.shape_problems import shape_problems
from infusion_pathways.source import Document, Place, Problem, ProblemsFound
from infusion_pathways.source.listing import sorted_paths
from infusion_pathways.source.reading import parse_yaml, top_keys

_ABOVE = YamlComment("# What belongs to this pack, and how many entries each file has; `pathways fmt` keeps this list.", True)


class _Parts(NamedTuple):
    """The files of a pack by their paths from the folder of its head, which is one of them."""

    folder: Path
    head: str
    files: Mapping[str, FormattedText]

    @property
    def document(self) -> Document:
        """The head as a document, so that problems have their places."""
        form = self.files[self.head]
        return Document((self.folder / self.head).as_posix(), form.text, form.value, kind="yaml")


def update_part_lists(
    forms: Mapping[Path, FormattedText], folders: Iterable[Path], drop: Sequence[Path]
) -> dict[Path, FormattedText]:
    """The files in form, with the lists of those packs that lie in one of the folders as a whole.

    A list takes up new parts and higher numbers. Raises ProblemsFound for parts that are gone, shorter, or without their last
    line, unless `drop` names them, and for a path in `drop` at which nothing is wrong.
    """
    kept = dict(forms)
    named = {os.path.abspath(path): path for path in drop}
    used: set[str] = set()
    problems: list[Problem] = []
    for parts in _packs(forms, folders):
        losses = {os.path.abspath(parts.folder / name): problem for name, problem in _losses(parts)}
        problems += [problem for path, problem in losses.items() if path not in named]
        used |= losses.keys() & named.keys()
        if losses.keys() <= named.keys():
            kept.update((parts.folder / name, form) for name, form in with_part_list(parts.files, parts.head).items())
    problems += [messages.nothing_to_drop(Place(path.as_posix())) for named_, path in named.items() if named_ not in used]
    if problems:
        raise ProblemsFound(problems)
    return kept


def _packs(forms: Mapping[Path, FormattedText], folders: Iterable[Path]) -> list[_Parts]:
    """The packs whose files lie in one of the folders, each once.

    One without a list is left alone where files lie about that are below no head: nobody could tell whose they are.
    """
    found: dict[Path, _Parts] = {}
    for folder in folders:
        yaml = {path: form for path, form in forms.items() if path.is_relative_to(folder) and isinstance(form.value, dict)}
        heads = [path for path, form in yaml.items() if PACK in form.value]
        own: dict[Path, dict[str, FormattedText]] = {head: {} for head in heads}
        strays = False
        for path, form in yaml.items():
            above = [head for head in heads if path.is_relative_to(head.parent)]
            strays = strays or not above
            if above:
                nearest = max(above, key=lambda head: len(head.parts))
                own[nearest][path.relative_to(nearest.parent).as_posix()] = form
        for head in heads:
            if PARTS in yaml[head].value or not strays:
                found[head] = _Parts(head.parent, head.name, own[head])
    return list(found.values())


def _losses(parts: _Parts) -> list[tuple[str, Problem]]:
    """What is gone, shorter or cut since the list was written, by path.

    Raises ProblemsFound for a list that cannot be read, and for files that no list can name.
    """
    head = parts.document
    if problems := shape_problems(head):
        raise ProblemsFound(problems)
    if PARTS not in head.value:
        lost = any(is_whole(form.text) for form in parts.files.values())
        return [(parts.head, of_packs.list_lost(head.place((PACK,), key=True)))] if lost else []
    losses: list[tuple[str, Problem]] = []
    for path, count in head.value[PARTS].items():
        form = parts.files.get(path)
        name = (parts.folder / path).as_posix()
        found = None if form is None else Document(name, form.text, form.value, kind="yaml")
        problem = part_problem(head.place((PARTS, path), key=True), path, count, found)
        losses += [(path, problem)] if problem is not None else []
    return losses


def with_part_list(files: Mapping[str, FormattedText], head: str) -> dict[str, FormattedText]:
    """The parts of a pack, each ended by its mark, and its head with the list of them as they are.

    `files` has them by their paths from the folder of the head. Raises ProblemsFound for a path that no list can name.
    """
    counts = {name: entries_in(files[name].value) for name in sorted_paths(files)}
    whole = {name: form._replace(text=with_end_mark(form.text)) for name, form in files.items()}
    return whole | {head: _checked(head, files[head], counts)}


def with_end_mark(text: str) -> str:
    """A text of YAML with the mark at its end."""
    return text if is_whole(text) else f"{text}{END}\n"


def _checked(head: str, form: FormattedText, counts: Mapping[str, int]) -> FormattedText:
    """A head with another list."""
    value = {**form.value, PARTS: counts}
    text = with_end_mark(_with_list(form.text, counts))
    document = Document(head, text, value, kind="yaml")
    if problems := list(bad_paths(document)):
        raise ProblemsFound(problems)
    if parse_yaml(head, text.encode("utf-8")).value != value:
        raise ProblemsFound([messages.not_kept(Place(head))])
    return FormattedText(text, value)


def with_more_parts(there: Mapping[str, bytes], new: Mapping[str, bytes]) -> dict[str, str]:
    """The text of the head of a pack with new parts in its list, by its path; nothing, if the pack has no list.

    `there` are the files of the pack, `new` those that will be added. Raises ProblemsFound for a path that no list can name.
    """
    for head, data in there.items():
        root = PurePosixPath(head).parent
        if PARTS in top_keys(data) and all(PurePosixPath(name).is_relative_to(root) for name in new):
            form = formatted_yaml(head, data)
            names = {name: PurePosixPath(name).relative_to(root).as_posix() for name in new}
            counts = {names[name]: entries_in(formatted_yaml(name, text).value) for name, text in new.items()}
            all_counts = form.value[PARTS] | counts
            listed = _checked(head, form, {name: all_counts[name] for name in sorted_paths(all_counts)})
            return {head: with_line_ends(data, listed.text)}
    return {}


def _with_list(text: str, counts: Mapping[str, int]) -> str:
    """The text of a head with another list; comments of the parts that stay stay."""
    tree = read_tree(text)
    old = next((entry for entry in tree.entries if entry.key is not None and entry.key.value == PARTS), None)
    held = (
        old.value if old is not None and isinstance(old.value, YamlCollection) else YamlCollection((), mapping=True, flow=False)
    )
    known = {entry.key.value: entry for entry in held.entries if entry.key is not None}
    entries = []
    for path, count in counts.items():
        number = YamlScalar(str(count), False, "")
        entries.append(replace(known[path], value=number) if path in known else YamlEntry(YamlScalar(path, True, ""), number))
    new = replace(held, entries=tuple(entries), flow=False)
    if old is not None:
        changed = [replace(entry, value=new) if entry is old else entry for entry in tree.entries]
    else:
        at = 1 + next(i for i, entry in enumerate(tree.entries) if entry.key is not None and entry.key.value == PACK)
        changed = [*tree.entries[:at], YamlEntry(YamlScalar(PARTS, True, ""), new, (_ABOVE,)), *tree.entries[at:]]
    return write_yaml(replace(tree, entries=tuple(changed)))
