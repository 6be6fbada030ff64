"""Read the YAML files of a pack and check them; everything wrong is reported at once, with its place."""

from collections.abc import Callable, Mapping
from typing import Any

from infusion_pathways.pack import checks, messages
from infusion_pathways.pack.build import build_pack
from infusion_pathways.pack.parts import part_problems, taken_in
from infusion_pathways.pack.sections import LEDGER, VOCABULARY, is_foreign
from infusion_pathways.pack.shape_problems import shape_problems
from infusion_pathways.source import Document, Place, Problem, ProblemsFound
from infusion_pathways.source.reading import Pointer, parse_yaml, top_keys
from infusion_pathways.vocabulary.renamed import in_pack, old_words


def read_pack(root: str, files: Mapping[str, bytes], digest: str) -> dict[str, Any]:
    """The merged sections of a pack's files, and what its files hold.

    Raises ProblemsFound at the end of the first stage that found problems: reading, old words, shape, parts, merging, meaning.
    """
    documents = documents_of(root, files)
    problems = [problem for document in documents for problem in old_words(document, in_pack)]
    if problems:
        raise ProblemsFound(problems)
    problems = [problem for document in documents for problem in shape_problems(document)]
    if problems:
        raise ProblemsFound(problems)
    by_name = {document.name.removeprefix(f"{root}/"): document for document in documents}
    problems = part_problems(by_name)
    if problems:
        raise ProblemsFound(problems)
    merger = Merger()
    for document in documents:
        merger.add(document)
    if "pack" not in merger.raw:
        merger.problems.append(messages.not_a_pack(Place(root), "pack"))
    merger.stop_on_problems()
    pack = build_pack(merger.raw, digest, merger.report)
    for name in pack.programs:
        pack.programs[name]
    merger.stop_on_problems()
    checks.check_pack(pack, merger.raw, merger.report)
    merger.stop_on_problems()
    return merger.raw | {"files": taken_in(files, by_name)}


def documents_of(root: str, files: Mapping[str, bytes]) -> list[Document]:
    """The YAML files of a pack as documents, those left out that are about something else.

    Raises ProblemsFound with what cannot be read in any of them.
    """
    documents: list[Document] = []
    problems: list[Problem] = []
    for name, data in files.items():
        try:
            document = parse_yaml(f"{root}/{name}", data)
        except ProblemsFound as found:
            if not is_foreign(top_keys(data)):
                problems += found.problems
        else:
            if not (isinstance(document.value, dict) and is_foreign(document.value)):
                documents.append(document)
    if problems:
        raise ProblemsFound(problems)
    return documents


class Merger:
    """Merges documents section by section and remembers where each part came from."""

    def __init__(self) -> None:
        self.raw: dict[str, Any] = {"pathways": []}
        self.problems: list[Problem] = []
        self._origin: dict[Pointer, tuple[Document, Pointer]] = {}
        self._rules: set[str] = set()
        self._covered: set[str] = set()

    def add(self, document: Document) -> None:
        """Merge one document."""
        value: dict[str, Any] = document.value
        for section in (*LEDGER, *VOCABULARY, "invariants", "misconceptions"):
            merged = self.raw.setdefault(section, {})
            for name, entry in (value.get(section) or {}).items():
                if name in merged:
                    place = document.place((section, name), key=True)
                    self.problems.append(messages.duplicate_name(place, section, name))
                merged[name] = entry
                self._origin[section, name] = (document, (section, name))
        if value.get("pack"):
            if "pack" in self.raw:
                self.problems.append(messages.duplicate_name(document.place(("pack",), key=True), "packs", "pack"))
            self.raw["pack"] = value["pack"]
            self._origin[("pack",)] = (document, ("pack",))
        accepted = self.raw.setdefault("accepted", [])
        for i, entry in enumerate(value.get("accepted") or ()):
            self._origin["accepted", len(accepted)] = (document, ("accepted", i))
            accepted.append(entry)
        if value.get("rules") or value.get("pathway"):
            self._add_rules(document, value)

    def _add_rules(self, document: Document, value: dict[str, Any]) -> None:
        if not value.get("pathway"):
            self.problems.append(messages.missing_key(document.place(("rules",), key=True), "pathway"))
            return
        head = value["pathway"]
        if any(entry["pathway"]["id"] == head["id"] for entry in self.raw["pathways"]):
            self.problems.append(messages.duplicate_name(document.place(("pathway", "id")), "pathways", head["id"]))
        own = head.get("diseases", ()) if head.get("scope") != "shared" else ()
        for j, disease in enumerate(own):
            if disease in self._covered:
                place = document.place(("pathway", "diseases", j))
                self.problems.append(messages.duplicate_name(place, "diseases of another pathway", disease))
        self._covered.update(own)
        i = len(self.raw["pathways"])
        rules = value.get("rules") or []
        self.raw["pathways"].append({"pathway": value["pathway"], "rules": rules})
        self._origin["pathways", i] = self._origin["pathways", i, "pathway"] = (document, ("pathway",))
        for j, rule in enumerate(rules):
            self._origin["pathways", i, "rules", j] = (document, ("rules", j))
            if rule["id"] in self._rules:
                self.problems.append(messages.duplicate_rule(document.place(("rules", j, "id")), rule["id"]))
            self._rules.add(rule["id"])

    def report(self, at: Pointer, problem: Callable[..., Problem], *details: Any, key: bool = False, word: str = "") -> None:
        """Note a problem at a pointer into the merged sections; of a very long name the beginning will do."""
        details = tuple(detail[:60] if isinstance(detail, str) else detail for detail in details)
        origin = self.origin(at)
        place = Place("pack") if origin is None else origin[0].place(origin[1], key, word)
        self.problems.append(problem(place, *details))

    def origin(self, at: Pointer) -> tuple[Document, Pointer] | None:
        """The document, and the pointer into it, that a pointer into the merged sections comes from."""
        for end in range(len(at), 0, -1):
            known = self._origin.get(at[:end])
            if known is not None:
                document, base = known
                return document, (*base, *at[end:])
        return None

    def stop_on_problems(self) -> None:
        """Raise what was found so far."""
        if self.problems:
            raise ProblemsFound(self.problems)
