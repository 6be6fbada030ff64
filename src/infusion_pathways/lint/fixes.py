"""Mechanical mends written into files: the characters at their places, everything else as it is, comments too."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from itertools import groupby
from pathlib import Path
from typing import Any

from infusion_pathways.lint.finding import Fix, LintFinding
from infusion_pathways.source import Document, ProblemsFound
from infusion_pathways.source.reading import Pointer, parse_json, parse_yaml, read_bytes
from infusion_pathways.source.saving import save_all


def apply_fixes(findings: Iterable[LintFinding], paths: Mapping[str, Path]) -> dict[str, int]:
    """Write the mends of findings into their files; how many there were, by the name of the file.

    `paths` tells where a file of that name lies. Each file is written whole or not at all, and only if what it says afterwards is
    what it said before with the mended texts in their places. Raises ProblemsFound where a file cannot be read or written.
    """
    fixes = sorted({finding.fix.place: finding.fix for finding in findings if finding.fix is not None}.items())
    done, texts = dict[str, int](), dict[Path, str]()
    for name, group in groupby((fix for _, fix in fixes), key=lambda fix: fix.place.file):
        path, own = paths[name], list(group)
        held = read_bytes(path)
        text = fixed_text(_parsed(name, held), own)
        if text is not None:
            bom = "\ufeff" if held.startswith(b"\xef\xbb\xbf") else ""
            texts[path] = bom + text
            done[name] = len(own)
    save_all(texts, overwrite=True)
    return done


def fixed_text(document: Document, fixes: Iterable[Fix]) -> str | None:
    """The text of a file with its mends, or None where it would say something else than is meant."""
    lines = document.text.split("\n")
    meant: Any = deepcopy(document.value)
    for fix in sorted(fixes, key=lambda fix: (fix.place.line, fix.place.column), reverse=True):
        place = fix.place
        line, start = lines[place.line - 1], place.column - 1
        lines[place.line - 1] = line[:start] + fix.text + line[start + place.length :]
        _put(meant, fix.at, fix.value)
    text = "\n".join(lines)
    try:
        return text if _parsed(document.name, text.encode(), document.kind).value == meant else None
    except ProblemsFound:
        return None


def _parsed(name: str, data: bytes, kind: str = "") -> Document:
    if (kind or name.rpartition(".")[2].lower()) == "json":
        return parse_json(name, data.decode("utf-8-sig"))
    return parse_yaml(name, data)


def _put(value: Any, at: Pointer, new: Any) -> None:
    for part in at[:-1]:
        value = value[part]
    value[at[-1]] = new
