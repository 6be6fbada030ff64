"""Make a pack, a pathway or a scenario that was not there before: all of it or nothing."""

import contextlib
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from infusion_pathways.author import messages
from infusion_pathways.author.draft import draft_scenario
from infusion_pathways.author.editor import FOLDER, editor_files
from infusion_pathways.author.formatter import format_text, formatted_yaml
from infusion_pathways.author.parts import with_end_mark, with_more_parts, with_part_list
from infusion_pathways.author.skeleton import FIRST_PATHWAY, HEAD, pack_files, pathway_files
from infusion_pathways.pack import Pack, load_pack
from infusion_pathways.pack.load import files_of, load_files
from infusion_pathways.scenario import parse_scenario
from infusion_pathways.scenario.walker import LONGEST_ID
from infusion_pathways.scenario.writing import scenario_json
from infusion_pathways.source import Place, ProblemsFound
from infusion_pathways.source.listing import JSON, YAML
from infusion_pathways.source.reading import parse_json
from infusion_pathways.source.saving import cannot_write, make_folder, save

LONGEST_NAME = 40
_WORDS_OF_YAML = ("false", "no", "null", "off", "on", "true", "yes", "n", "y")
_PACK = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_PATHWAY = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_SCENARIO = re.compile(r"[a-z0-9][a-z0-9-]*")
_SCENARIO_SPELLING = f"use lower-case letters, digits and hyphens, at most {LONGEST_ID}"
_PACK_SPELLING = f"begin with a letter; then lower-case letters, digits and single hyphens, at most {LONGEST_NAME}"
_PATHWAY_SPELLING = f"begin with a letter; then lower-case letters, digits and single underscores, at most {LONGEST_NAME}"


class Created(NamedTuple):
    """What was made: where, and the files by their paths below it (of a scenario none: it is a file itself)."""

    path: Path
    files: tuple[str, ...] = ()


def new_pack(folder: Path) -> Created:
    """Make a pack with one pathway in a folder that is not there yet, and that gives the pack its name.

    Raises ProblemsFound for a name that no pack can have, where something of the name is there already, and where nothing can
    be written.
    """
    name = folder.name
    _check_name(name, _PACK, "pathways new pack", _PACK_SPELLING)
    _check_free(folder)
    files = _listed(_in_form(pack_files(name)))
    pack = load_files(folder.as_posix(), _rules_of(files))
    return _made(folder, files | editor_files(pack), beside=folder.parent)


def new_pathway(name: str, pack: Path) -> Created:
    """Make a pathway as a folder of a pack, and add its files to the list of parts of the pack, if it has one.

    Raises ProblemsFound as `new_pack` does, for a pack that cannot be loaded, and where a word of the pathway is one of the
    pack already.
    """
    _check_name(name, _PATHWAY, "pathways new pathway", _PATHWAY_SPELLING)
    load_pack(pack)
    folder = pack / name
    _check_free(folder)
    files = _ended(_in_form(pathway_files(name)))
    there = files_of(pack)
    rules = _rules_of({f"{name}/{path}": text for path, text in files.items()})
    lists = with_more_parts(there, rules)
    load_files(pack.as_posix(), there | rules | {path: text.encode("utf-8") for path, text in lists.items()})
    made = _made(folder, files, beside=pack.absolute().parent)
    for path, text in lists.items():
        save(pack / path, text, overwrite=True)
    return made


def new_scenario(name: str, pack: Pack, pathway: str, folder: Path) -> Created:
    """Make a scenario of a pathway: a patient of whom nothing but the diagnosis is known, with today's answer to be judged.

    Raises ProblemsFound for a name that no scenario can have, where a file of the name is there already, and where nothing
    can be written.
    """
    _check_name(name, _SCENARIO, "pathways new scenario", _SCENARIO_SPELLING)
    text = scenario_json(draft_scenario(name, pack, pathway))
    path = folder / f"{name}.json"
    parse_scenario(parse_json("pathways new scenario", text), pack)
    _check_free(path)
    make_folder(folder)
    save(path, text)
    return Created(path)


def only_pathway(pack: Pack) -> str:
    """The pathway of a pack that has one; raises ProblemsFound where it has several."""
    names = list(pack.programs)
    if len(names) != 1:
        raise ProblemsFound([messages.several_pathways(Place("pathways new scenario"), names)])
    return names[0]


def schemas_of(pack: Path) -> Path | None:
    """The folder of the schemas that stand beside a pack; they do not know a word that is added until they are written anew."""
    folder = pack / FOLDER
    return folder if folder.is_dir() else None


def first_pathway() -> str:
    """The pathway that a new pack begins with."""
    return FIRST_PATHWAY


def _check_name(name: str, spelling: re.Pattern[str], command: str, help: str) -> None:
    longest = LONGEST_ID if spelling is _SCENARIO else LONGEST_NAME
    if not spelling.fullmatch(name) or len(name) > longest or name in _WORDS_OF_YAML:
        raise ProblemsFound([messages.not_a_name(Place(command), name, help)])


def _check_free(path: Path) -> None:
    if path.exists() or path.is_symlink():
        raise ProblemsFound([messages.taken(Place(path.as_posix()))])


def _in_form(files: Mapping[str, str]) -> dict[str, str]:
    """The files in the style that `pathways fmt` gives them: how long a line is depends on the names that were filled in."""
    return {
        path: format_text(path, text.encode("utf-8")) if path.endswith((*YAML, *JSON)) else text for path, text in files.items()
    }


def _ended(files: Mapping[str, str]) -> dict[str, str]:
    """The files of a pathway, those that will be parts of a pack with the mark at their end."""
    return {path: with_end_mark(text) if path.endswith(YAML) else text for path, text in files.items()}


def _listed(files: Mapping[str, str]) -> dict[str, str]:
    """The files of a pack with the list of its parts."""
    forms = {path: formatted_yaml(path, text) for path, text in _rules_of(files).items()}
    return {**files, **{path: form.text for path, form in with_part_list(forms, HEAD).items()}}


def _rules_of(files: Mapping[str, str]) -> dict[str, bytes]:
    return {path: text.encode("utf-8") for path, text in files.items() if path.endswith(YAML)}


def _made(folder: Path, files: Mapping[str, str], beside: Path) -> Created:
    """Write the files in a folder that nobody reads, outside of any pack, then move it into place as a whole.

    What a killed run has left of such a folder is taken away first.
    """
    building = beside / f".{folder.name}.new"
    try:
        if building.exists():
            shutil.rmtree(building)
        for path, text in files.items():
            make_folder((building / path).parent)
            save(building / path, text)
        building.rename(folder)
    except (OSError, ProblemsFound) as error:
        with contextlib.suppress(OSError):
            shutil.rmtree(building)
        raise _problem_of(folder, error) from None
    return Created(folder, tuple(files))


def _problem_of(folder: Path, error: OSError | ProblemsFound) -> ProblemsFound:
    """Why the folder could not be made; a problem with a file in it is told of the folder that the author named."""
    if isinstance(error, ProblemsFound):
        return type(error)([error.problems[0]._replace(place=Place(folder.as_posix()))])
    return cannot_write(folder, error)
