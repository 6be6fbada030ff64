"""Edits of a scenario: from `PATH=VALUE` as it is typed to the edited patient, read by the parser of scenario files."""

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from itertools import combinations
from typing import Any, NamedTuple

from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario import edit_messages as messages
from infusion_pathways.scenario.model import Scenario
from infusion_pathways.scenario.parse import parse_scenario
from infusion_pathways.scenario.paths import (
    END,
    ORGANS,
    SECTIONS,
    found,
    organ_list,
    path_of,
    pointer_of,
    possible,
    recorded,
    value_at,
)
from infusion_pathways.source import Document, Place, Problem, ProblemsFound
from infusion_pathways.source.messages import broken_text
from infusion_pathways.source.reading import Pointer, parse_json
from infusion_pathways.source.spelling import composed
from infusion_pathways.vocabulary import ABSENT, Vocabulary
from infusion_pathways.vocabulary.words import PRESENT

SET, UNSET = "--set", "--unset"
LONGEST_SHOWN = 80
NOT_THE_PATIENT = ("schema", "expect")


class Edit(NamedTuple):
    """One edit: the option it was given with, where it leads, and the new value, which `--unset` has not."""

    option: str
    at: Pointer
    value: Any = None

    @property
    def path(self) -> str:
        """Where it leads, as the trace prints it."""
        return path_of(self.at)

    @property
    def place(self) -> Place:
        """The place that problems with it are shown at."""
        return _place(self.option, self.path)


def read_edits(document: Document, sets: Iterable[str], unsets: Iterable[str], pack: Pack) -> tuple[Edit, ...]:
    """The edits of a scenario from `PATH=VALUE` and `PATH` as they were typed, those that set a value first.

    Raises ProblemsFound for what is no edit, leads nowhere, or clashes with another; and as `read_json` for a value.
    """
    problems: list[Problem] = []
    edits: list[Edit] = []
    for option, text in (*((SET, text) for text in sets), *((UNSET, text) for text in unsets)):
        try:
            edits.append(_edit(document.value, option, text, pack.vocabulary))
        except ProblemsFound as problem:
            problems += problem.problems
    for first, second in combinations(edits, 2):
        shared = min(len(first.at), len(second.at))
        if first.at[:shared] == second.at[:shared] and END not in first.at[:shared]:
            inner, outer = (first, second) if len(first.at) > len(second.at) else (second, first)
            problems.append(messages.edits_clash(inner.place, inner.path, outer.path, first.at == second.at))
    if problems:
        raise ProblemsFound(problems)
    return tuple(edits)


def edited(document: Document, edits: Sequence[Edit], pack: Pack) -> Scenario:
    """The scenario of a document with some edits made; indexes count as in the document, and `expect` is left out.

    Raises ProblemsFound as `parse_scenario`, each problem placed at the edit that brought it.
    """
    raw = {key: deepcopy(value) for key, value in document.value.items() if key != "expect"}
    if not edits:
        return parse_scenario(Document(document.name, document.text, raw), pack)
    final = [_made(raw, edit) for edit in edits if edit.option == SET]
    _answer_for_organs(raw, edits, pack.vocabulary)
    gone = sorted((edit.at for edit in edits if edit.option == UNSET and not _of_an_organ(edit.at)), key=_from_the_end)
    for at in gone:
        _remove(raw, at)
    final += [(edit, edit.at[:-1]) for edit in edits if edit.option == UNSET]
    return parse_scenario(_Edited(raw, [(edit, _moved(at, gone)) for edit, at in final]), pack)


class _Edited(Document):
    """A document that shows each problem at the edit which is nearest to it."""

    def __init__(self, raw: Mapping[str, Any], edits: Sequence[tuple[Edit, Pointer]]) -> None:
        super().__init__("--set", "", raw)
        self.edits = edits

    def place(self, pointer: Pointer, key: bool = False, word: str = "") -> Place:
        return max(self.edits, key=lambda made: _shared(made[1], pointer))[0].place


def _shared(left: Pointer, right: Pointer) -> int:
    return next((n for n, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))


def _edit(raw: Mapping[str, Any], option: str, text: str, words: Vocabulary) -> Edit:
    text = composed(text)
    typed, equals, value = text.partition("=") if option == SET else (text, "=", "")
    parts = pointer_of(typed)
    place = _place(option, path_of(parts))
    if _broken(text):
        raise ProblemsFound([broken_text(place)])
    if not equals:
        raise ProblemsFound([messages.not_an_edit(place)])
    if parts[0] in NOT_THE_PATIENT:
        raise ProblemsFound([messages.not_editable(place, parts[0])])
    at = found(raw, parts, words)
    if at is None or (option == UNSET and at[-1] == END):
        known = possible(raw, words)
        alike = [path for path in known if pointer_of(path)[-1] == parts[-1] != END]
        raise ProblemsFound([messages.no_such_path(place, path_of(parts), alike, known, _section(parts))])
    if option == UNSET and not _has(raw, at):
        raise ProblemsFound([messages.nothing_there(place, path_of(parts), recorded(raw))])
    if at == ("treatments", END) and not isinstance(raw.get("treatments"), list):
        raise ProblemsFound([messages.history_not_known(place)])
    return Edit(option, at, _shaped(at, _value(str(place.file), value), words) if option == SET else None)


def _section(parts: Sequence[str]) -> str:
    """The section of the vocabulary that the last part of a path is a name of, if it is one at all."""
    if len(parts) == 2 and parts[0] in SECTIONS:
        return parts[0]
    return "organs" if len(parts) == 4 and parts[2] == ORGANS else ""


def _value(name: str, text: str) -> Any:
    """The value that JSON gives a text, else the text itself."""
    try:
        return parse_json(name, text).value
    except ProblemsFound as problem:
        if {found.code for found in problem.problems} != {"not-json"}:
            raise
        return text


def _shaped(at: Pointer, value: Any, words: Vocabulary) -> Any:
    """The value as the file holds it: a name alone stands for an entry of the history, or for a diagnosis."""
    match at:
        case ("treatments",) if isinstance(value, list):
            return [_shaped((*at, END), entry, words) for entry in value]
        case ("treatments", _) if isinstance(value, str):
            name, _, outcome = value.partition(":")
            known = words.canonical("therapies", name) in words.therapies or words.canonical("classes", name) not in words.classes
            return {"therapy" if known else "class": name} | ({"outcome": outcome} if outcome else {})
        case ("diagnoses", _) if isinstance(value, str):
            return {"disease": value}
    return value


def _made(raw: dict[str, Any], edit: Edit) -> tuple[Edit, Pointer]:
    """Set a value, and say where it stands now; answers about one organ are given apart."""
    at = edit.at
    if _of_an_organ(at) and at[-1] != END:
        return edit, at
    parent: Any = raw
    for part in at[:-1]:
        if isinstance(parent, dict) and not isinstance(parent.get(part), dict | list):
            listed = organ_list(parent.get(part))
            parent[part] = {} if listed is None else listed
        parent = parent[part]
    if at[-1] == END:
        parent.append(edit.value)
        return edit, (*at[:-1], len(parent) - 1)
    parent[at[-1]] = edit.value
    if at[0] == "treatments" and at[-1] in ("therapy", "class"):
        parent.pop("class" if at[-1] == "therapy" else "therapy", None)
    return edit, at


def _of_an_organ(at: Pointer) -> bool:
    return len(at) == 4 and at[2] == ORGANS


def _answer_for_organs(raw: dict[str, Any], edits: Sequence[Edit], words: Vocabulary) -> None:
    """Answer for single organs: a closed list gains or loses them, and is answered organ by organ once one is not known."""
    named = [edit for edit in edits if _of_an_organ(edit.at) and edit.at[-1] != END]
    for index in sorted({edit.at[1] for edit in named}, key=str):
        own = [edit for edit in named if edit.at[1] == index]
        diagnosis = raw["diagnoses"][index]
        organs = diagnosis.get(ORGANS)
        listed = organ_list(organs)
        if listed is not None and all(edit.option == SET and edit.value in (PRESENT, ABSENT) for edit in own):
            lost = {edit.at[-1] for edit in own if edit.value == ABSENT}
            kept = [name for name in listed if words.canonical("organs", name) not in lost]
            known = {words.canonical("organs", name) for name in kept}
            diagnosis[ORGANS] = [*kept, *(edit.at[-1] for edit in own if edit.value == PRESENT and edit.at[-1] not in known)]
            continue
        if listed is not None:
            involved = {words.canonical("organs", name) for name in listed}
            organs = {name: PRESENT if name in involved else ABSENT for name in words.organs}
        answers = dict(organs) if isinstance(organs, dict) else {}
        for edit in own:
            if edit.option == SET:
                answers[str(edit.at[-1])] = edit.value
            else:
                answers.pop(str(edit.at[-1]), None)
        diagnosis[ORGANS] = answers


def _has(raw: Any, at: Pointer) -> bool:
    """Whether there is a value to remove; a closed list has one for every organ."""
    parent = value_at(raw, at[:-1])
    if _of_an_organ(at) and organ_list(parent) is not None:
        return True
    return at[-1] in parent if isinstance(parent, dict) else isinstance(parent, list)


def _remove(raw: Any, at: Pointer) -> None:
    parent = value_at(raw, at[:-1])
    if isinstance(parent, dict):
        parent.pop(at[-1], None)
    else:
        del parent[at[-1]]


def _from_the_end(at: Pointer) -> tuple[int, ...]:
    """Later entries of a list first, so that the earlier ones keep their places."""
    return tuple(-part for part in at if isinstance(part, int))


def _moved(at: Pointer, gone: Iterable[Pointer]) -> Pointer:
    """Where a value stands once entries before it are gone."""
    if len(at) < 2 or not isinstance(at[1], int):
        return at
    before = sum(other[0] == at[0] and len(other) == 2 and isinstance(other[1], int) and other[1] < at[1] for other in gone)
    return (at[0], at[1] - before, *at[2:])


def _place(option: str, path: str) -> Place:
    shown = path if len(path) <= LONGEST_SHOWN else f"{path[:LONGEST_SHOWN]}..."
    return Place(f"{option} {shown}")


def _broken(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)
