"""Where the rules of a pack stand in its files."""

from pathlib import Path

from infusion_pathways.pack.load import SHIPPED, files_of, shipped
from infusion_pathways.source import Place, ProblemsFound
from infusion_pathways.source.reading import parse_yaml


def rule_places(folder: Path | None) -> dict[str, Place]:
    """The place of each rule by its id, in the pack of a folder (None is the shipped one) that was loaded before.

    A file that can no longer be read is passed over: places are told beside an answer, and the answer stands.
    """
    root = shipped(SHIPPED) if folder is None else folder
    places: dict[str, Place] = {}
    try:
        for name, data in files_of(root).items():
            document = parse_yaml((root / name).as_posix(), data)
            rules = document.value.get("rules") if isinstance(document.value, dict) else ()
            places |= {rule["id"]: document.place(("rules", i, "id")) for i, rule in enumerate(rules or ())}
    except ProblemsFound:
        pass
    return places
