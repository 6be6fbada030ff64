"""Settings with which an editor knows the schemas of a pack."""

import json
from collections.abc import Mapping

from infusion_pathways.author.schemas import SCENARIO, schema_files
from infusion_pathways.pack.model import Pack

FOLDER = ".schemas"
USED_FOR: Mapping[str, tuple[str, ...]] = {
    "pack": ("/pack.yaml",),
    "rules": ("rules.yaml", "safety.yaml"),
    "vocabulary": ("vocabulary.yaml",),
    "sources": ("sources.yaml",),
    "invariants": ("invariants.yaml",),
    "misconceptions": ("misconceptions.yaml",),
}
"""Which files of a pack follow which schema, by the names that a new pack gives them."""


def editor_files(pack: Pack) -> dict[str, str]:
    """The schemas of a pack and the settings of VS Code that use them, by their paths in the folder of the pack."""
    schemas = {f"{FOLDER}/{name}": text for name, text in schema_files(pack).items()}
    settings = {
        "yaml.schemas": {f"./{FOLDER}/{kind}.schema.json": list(files) for kind, files in USED_FOR.items()},
        "json.schemas": [{"fileMatch": ["cases/*.json"], "url": f"./{FOLDER}/{SCENARIO}.schema.json"}],
    }
    return {".vscode/settings.json": json.dumps(settings, indent=2) + "\n", **schemas}
