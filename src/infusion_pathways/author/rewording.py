"""Put new words for the old ones in files of packs, cases, answer sheets, results and journals; nothing else in them changes.

Only the characters of a word are exchanged, so that comments, quotes, line ends and blanks stay as they are:

    expect: {"verdicts": {"wickimab":"label_gap"}}   ->   expect: {"verdicts": {"wickimab":"condition_unmet"}}
"""

import copy
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from infusion_pathways.author import messages
from infusion_pathways.author.format_files import FormattedFile, FormattedFiles, read_files
from infusion_pathways.pack.messages import foreign_file
from infusion_pathways.pack.sections import is_foreign
from infusion_pathways.source import Document, Place, Problem, ProblemsFound
from infusion_pathways.source.listing import JSON, YAML, has_ending
from infusion_pathways.source.reading import decode, parse_json, parse_yaml, top_keys
from infusion_pathways.vocabulary.renamed import OldWord, OldWords, in_answers, in_case, in_mutant, in_pack, in_result

LARGEST_BYTES = 64 * 1024 * 1024
"""Results and journals grow for a whole term."""
LINES = (".jsonl",)
OURS = "infusion-pathways/"
BYTE_ORDER_MARK = "\ufeff"
_KIND = re.compile(r'"schema"\s*:\s*"infusion-pathways/(scenario|answers|quiz-result|mutants)/')
_FIND: dict[str, OldWords] = {"scenario": in_case, "answers": in_answers, "quiz-result": in_result, "mutants": in_mutant}


class Reworded(NamedTuple):
    """A text in new words, and the words that were exchanged."""

    text: str
    words: tuple[OldWord, ...]

    def told(self) -> str:
        """Which words were exchanged, and how often each."""
        counted = Counter((word.old, word.new) for word in self.words)
        return ", ".join(f"{old} -> {new}" + (f" ({count} times)" if count > 1 else "") for (old, new), count in counted.items())


def in_new_words(paths: Sequence[Path]) -> FormattedFiles:
    """The files, and those below the folders, each as it is and in new words.

    Below a folder these are the files that `in_form` takes, answer sheets, and results and journals that end in `.jsonl`; a file
    that is named may have any name. Nothing is written. Raises ProblemsFound with everything that cannot be read.
    """
    data, _ = read_files(paths, (*YAML, *JSON, *LINES), LARGEST_BYTES)
    files: list[FormattedFile] = []
    notes: list[Problem] = []
    problems: list[Problem] = []
    for path, held in sorted(data.items()):
        name, named = path.as_posix(), path in paths
        if not named and has_ending(name, YAML) and is_foreign(top_keys(held)):
            notes.append(foreign_file(Place(name)))
        elif named or has_ending(name, YAML) or OURS.encode() in held:
            try:
                found = reworded(name, held)
                before = held.decode("utf-8")
                mark = BYTE_ORDER_MARK if before.startswith(BYTE_ORDER_MARK) else ""
                files.append(FormattedFile(path, before, mark + found.text, found.told()))
            except ProblemsFound as error:
                problems += error.problems
    if problems:
        raise ProblemsFound(problems)
    return FormattedFiles(files, notes)


def reworded(name: str, data: bytes) -> Reworded:
    """The text of a file in new words: YAML by its ending, else JSON, or a value of JSON on each line.

    Raises ProblemsFound for a file that cannot be read. A line of results or of a journal that is no JSON stays as it is: it was
    cut off, and their readers say so.
    """
    if has_ending(name, YAML):
        return _exchanged(parse_yaml(name, data), in_pack)
    text = decode(name, data, LARGEST_BYTES)
    kind = _KIND.search(text)
    find = _FIND[kind[1]] if kind else in_case
    if find not in (in_result, in_mutant):
        return _exchanged(parse_json(name, text), find)
    found = [_line(name, line, find) for line in text.split("\n")]
    return Reworded("\n".join(line.text for line in found), tuple(word for line in found for word in line.words))


def _line(name: str, line: str, find: OldWords) -> Reworded:
    said = line.strip().strip(BYTE_ORDER_MARK).strip()
    try:
        found = _exchanged(parse_json(name, said), find)
    except ProblemsFound:
        return Reworded(line, ())
    before, _, after = line.partition(said)
    return found._replace(text=f"{before}{found.text}{after}")


def _exchanged(document: Document, find: OldWords) -> Reworded:
    """The text of a document in new words. Raises ProblemsFound where it would say anything else than the same in new words."""
    words = tuple(find(document.value))
    text = document.text
    for (start, end), word in sorted(((document.extent(word.at), word) for word in words), reverse=True):
        text = text[:start] + _ending_anew(text[start:end], word) + text[end:]
    if words:
        parsed = parse_json(document.name, text) if document.kind == "json" else parse_yaml(document.name, text.encode("utf-8"))
        if parsed.value != _wanted(document.value, words):
            raise ProblemsFound([messages.not_kept(Place(document.name))])
    return Reworded(text, words)


def _ending_anew(written: str, word: OldWord) -> str:
    """A scalar as it is written, with the new word at its end; in double quotes where the old one was written with escapes."""
    body = written.rstrip()
    body = body[:-1] if body.endswith(('"', "'")) else body
    if body.endswith(word.old):
        return body.removesuffix(word.old) + word.new + written[len(body) :]
    return json.dumps(word.text.removesuffix(word.old) + word.new, ensure_ascii=False)


def _wanted(value: Any, words: Iterable[OldWord]) -> Any:
    wanted = copy.deepcopy(value)
    for word in words:
        *way, last = word.at
        holder = wanted
        for part in way:
            holder = holder[part]
        holder[last] = word.text.removesuffix(word.old) + word.new
    return wanted
