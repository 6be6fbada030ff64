"""The skeletons of a pack and of a pathway: invented medicine, filled in with the names that the author chose."""

from importlib import resources
from importlib.resources.abc import Traversable
from string import Template

Files = dict[str, str]
FIRST_PATHWAY = "example_disease"
HEAD = "pack.yaml"
"""The file of a new pack that has its id and version, and the list of its parts."""


class _Skeleton(Template):
    """A text with names to be filled in, written `%{name}`: YAML and shells have a use for the usual sign."""

    delimiter = "%"


def pack_files(name: str, pathway: str = FIRST_PATHWAY) -> Files:
    """The files of a new pack with one pathway, by their paths in its folder."""
    names = {"name": name, "label": name.replace("-", " "), "title": _sentence(name)}
    inner = {f"{pathway}/{path}": text for path, text in pathway_files(pathway).items()}
    return dict(sorted({**_filled("pack", names), **inner}.items()))


def pathway_files(name: str) -> Files:
    """The files of a new pathway, by their paths in its folder: rules, safety rules, words, sources, cases."""
    hyphens = name.replace("_", "-")
    names = {
        "name": name,
        "id": hyphens,
        "label": name.replace("_", " "),
        "title": _sentence(name),
        "upper": name.upper(),
        "source": "".join(part.capitalize() for part in name.split("_")),
    }
    return {path.replace("cases/", f"cases/{hyphens}-"): text for path, text in _filled("pathway", names).items()}


def _sentence(name: str) -> str:
    return name.replace("_", " ").replace("-", " ").capitalize()


def _filled(kind: str, names: dict[str, str]) -> Files:
    root = resources.files(__package__).joinpath("skeleton", kind)
    return {path: _Skeleton(text).substitute(names) for path, text in _texts(root, "")}


def _texts(folder: Traversable, before: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            found += _texts(entry, f"{before}{entry.name}/")
        else:
            found.append((f"{before}{entry.name}", entry.read_text(encoding="utf-8")))
    return found
