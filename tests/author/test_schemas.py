"""The schemas of pack files: what ships is valid, and of every name that can be misspelled one witness is not."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from infusion_pathways import Pack, load_pack
from infusion_pathways.author.editor import USED_FOR
from infusion_pathways.author.schemas import KINDS, pack_file_schema, schema_files
from infusion_pathways.cli.app import run
from infusion_pathways.meaning.rule import RuleKind
from infusion_pathways.pack.conditions import _COMPANIONS, _READERS, _TREATMENT_KEYS
from infusion_pathways.source.reading import read_yaml
from tests.conftest import ROOT

RULES = sorted((ROOT / "rules").rglob("*.yaml"))
SMALL = [ROOT / "tests" / "packs" / name for name in ("tiny", "sound")]
MISSPELLED = "no_such_name"
FREE = {"title", "because", "label", "note", "text", "question", "reason", "mechanism", "locator", "url", "other_urls", "doi",
        "pmid", "version", "id", "code", "display", "document", "shown_as", "feedback", "conflict", "aliases", "unit", "subject",
        "property", "questions", "jurisdiction", "one_of"}  # fmt: skip
"""Keys under which stands what no vocabulary lists: sentences, codes, the names that an entry gives itself."""


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack()


@pytest.fixture(scope="module")
def validator(pack: Pack) -> jsonschema.Draft202012Validator:
    schema = pack_file_schema(pack)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def kind_of(value: dict[str, Any]) -> str:
    """The kind of a pack file by its sections."""
    return next((kind for kind, sections in KINDS.items() if sections and set(value) <= set(sections)), "pack")


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_shipped_rules_are_valid(path: Path, pack: Pack, validator: jsonschema.Draft202012Validator) -> None:
    """For the schema of any pack file, and for that of their kind."""
    value = read_yaml(path).value
    validator.validate(value)
    jsonschema.Draft202012Validator(pack_file_schema(pack, kind_of(value))).validate(value)


@pytest.mark.parametrize("folder", SMALL, ids=lambda folder: folder.name)
def test_other_packs_are_valid_for_their_own_words(folder: Path, pack: Pack) -> None:
    """And not for those of another pack."""
    own, foreign = pack_file_schema(load_pack(folder)), pack_file_schema(pack)
    for path in sorted(folder.rglob("*.yaml")):
        jsonschema.Draft202012Validator(own).validate(read_yaml(path).value)
    rules = read_yaml(next(folder.rglob("rules.yaml"))).value
    assert not jsonschema.Draft202012Validator(foreign).is_valid(rules)


def places(value: Any, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every text in a value that names a word."""
    if isinstance(value, dict):
        for key, part in value.items():
            if key not in FREE:
                yield from places(part, (*at, key))
    elif isinstance(value, list):
        for i, part in enumerate(value):
            yield from places(part, (*at, i))
    elif isinstance(value, str):
        yield at


def with_name(value: Any, at: tuple[str | int, ...], name: str) -> Any:
    """The value with another name in one place."""
    changed = copy.deepcopy(value)
    holder = changed
    for part in at[:-1]:
        holder = holder[part]
    holder[at[-1]] = name
    return changed


def kind_of_place(at: tuple[str | int, ...]) -> tuple[str, ...]:
    """A place without the names of entries and positions: what it is for. One of each is enough."""
    keys = {"diseases", "therapies", "classes", "cites", "claims", "sources", "when", "then", "ask", "flag", "unrecorded", "is",
            "lens", "kind", "severity", "grade", "scope", "within", "organs", "activity_from", "implies", "routes", "never",
            "always", "therapy", "class", "verdict", "outcome", "other_than", "pathways", "outcomes", "values", "overlooks",
            "open", "counts", "without", "unknown", "stopped", "elsewhere", "route", "when_unknown", "for", "reading", *_READERS,
            *(kind.value for kind in RuleKind)}  # fmt: skip
    return (str(at[0]), *(str(part) for part in at[1:] if part in keys))


def test_every_name_is_checked(validator: jsonschema.Draft202012Validator) -> None:
    """In each kind of place where a shipped file names something, a name that does not exist makes the file invalid."""
    seen: dict[tuple[str, ...], str] = {}
    for path in RULES:
        value = read_yaml(path).value
        for at in places(value):
            kind = kind_of_place(at)
            if kind not in seen and at[-1] != "activity" and not (at[0] == "diseases" and "activity" in at):
                seen[kind] = path.name
                section = {key: part for key, part in value.items() if key == at[0]}
                small = {at[0]: [section[at[0]][at[1]]]} if isinstance(at[1], int) else section
                where = (at[0], 0, *at[2:]) if isinstance(at[1], int) else at
                assert validator.is_valid(small), at
                assert not validator.is_valid(with_name(small, where, MISSPELLED)), at
    assert len(seen) > 90
    named = {part for kind in seen for part in kind}
    assert {
        "therapy",
        "class",
        "finding",
        "measure",
        "organ",
        "flag",
        "cites",
        "ask",
        "is",
        "outcome",
        "known",
        "pathways",
    } <= named


RULE: dict[str, Any] = {
    "id": "a.b", "title": "t", "lens": "label", "when": {"always": True}, "then": {"notes": "every"}, "because": "b",
    "cites": ["C14"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("part", "valid"),
    [
        ({"then": {"supports": "infliximab"}}, True),
        ({"then": {"supports": "inflixmab"}}, False),
        ({"then": {"supports": ["infliximab", "x"]}}, False),
        ({"then": {"supports": {"class": "tnf_blocker"}}}, True),
        ({"then": {"supports": {"class": "tnf"}}}, False),
        ({"then": {"finding": "disease_severe"}}, True),
        ({"then": {"finding": "hepatitis_b"}}, False),
        ({"then": {}}, False),
        ({"then": {"notes": "every", "holds": "every"}}, False),
        ({"when": {"finding": "hepatitis_b", "is": "active"}}, True),
        ({"when": {"finding": "hepatitis_b"}}, False),
        ({"when": {"finding": "hepatitis_b", "is": "nyha_iii"}}, False),
        ({"when": {"finding": "disease_severe", "is": "active"}}, False),
        ({"when": {"measure": "das28_esr", "above": 5, "unit": "points"}}, True),
        ({"when": {"measure": "das28_esr", "above": 5}}, False),
        ({"when": {"measure": "das28_esr", "above": 5, "unit": "x"}}, False),
        ({"when": {"measure": "das28_esr", "is": "high"}}, True),
        ({"when": {"measure": "das28_esr", "is": "severe"}}, False),
        ({"when": {"measure": "das28_esr"}}, False),
        ({"when": {"patient": "age_years", "at_least": 65, "unit": "years"}}, True),
        ({"when": {"patient": "sex", "is": "male"}}, True),
        ({"when": {"patient": "sex", "at_least": 1, "unit": "years"}}, False),
        ({"when": {"known": "finding.hepatitis_b"}}, True),
        ({"when": {"known": "hepatitis_b"}}, False),
        ({"when": {"any": []}}, False),
        ({"when": {"always": False}}, False),
        ({"when": {"organ": "skin", "activity": "high"}}, False),
        ({"when": {"activity": "high", "is": "high"}}, False),
        ({"when": {"treatment": {"class": "dmt"}}}, True),
        ({"when": {"treatment": {"class": "dmt", "therapy": "this"}}}, False),
        ({"when": {"treatment": {"outcome": "intolerance"}}}, False),
        ({"when": {"not": {"treatment": {"therapy": "x"}}}}, False),
        ({"ask": "hepatitis_b"}, True),
        ({"ask": ["tb_test", "x"]}, False),
        ({"unrecorded": "treatments"}, True),
        ({"flag": "NONE"}, False),
    ],
)
def test_rules_as_the_schema_sees_them(part: dict[str, Any], valid: bool, validator: jsonschema.Draft202012Validator) -> None:
    assert validator.is_valid({"rules": [{**RULE, **part}]}) is valid


def test_the_schema_knows_every_test_that_rules_know(pack: Pack) -> None:
    defs = pack_file_schema(pack)["$defs"]
    assert set(defs["Condition"]["properties"]) == set(_READERS).union(*_COMPANIONS.values())
    assert set(defs["TreatmentTest"]["properties"]) == set(_TREATMENT_KEYS)
    assert set(defs["Then"]["properties"]) == {kind.value for kind in RuleKind}


def test_all_of_them_are_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each is a schema, names nothing that it does not define, and is written anew where it stands."""
    out = tmp_path / "schemas"
    assert run(["schema", "--out", str(out), "--pack", str(SMALL[0])]) == 0
    capsys.readouterr()
    assert {path.name for path in out.iterdir()} == {f"{kind}.schema.json" for kind in (*KINDS, "scenario")}
    for path in out.iterdir():
        schema = json.loads(path.read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator.check_schema(schema)
        assert all(f'"#/$defs/{name}"' in json.dumps(schema) for name in schema.get("$defs", ()))
    assert schema_files(load_pack(SMALL[0])) == {path.name: path.read_text(encoding="utf-8") for path in out.iterdir()}
    assert run(["schema", "rules", "--out", str(out)]) == 0
    assert capsys.readouterr().out == f"{(out / 'rules.schema.json').as_posix()}\n"
    assert "infliximab" in (out / "rules.schema.json").read_text(encoding="utf-8")
    assert "infliximab" not in (out / "vocabulary.schema.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("arguments", [[], ["trace", "--out", "x"]])
def test_what_there_is_nothing_to_print_or_write_of(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["schema", *arguments]) == 2
    assert list(tmp_path.iterdir()) == []


def test_an_editor_knows_which_file_is_of_which_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings in a new pack name schemas that stand beside them, and each file is valid for the one it gets."""
    monkeypatch.chdir(tmp_path)
    assert run(["new", "pack", "mine"]) == 0
    settings = json.loads(Path("mine/.vscode/settings.json").read_text())
    assert {path: tuple(names) for path, names in settings["yaml.schemas"].items()} == {
        f"./.schemas/{kind}.schema.json": names for kind, names in USED_FOR.items()
    }
    checked = 0
    for path, names in settings["yaml.schemas"].items():
        schema = jsonschema.Draft202012Validator(json.loads(Path("mine", path).read_text()))
        for file in sorted(Path("mine").rglob("*.yaml")):
            if file.name in {name.lstrip("/") for name in names}:
                schema.validate(read_yaml(file).value)
                checked += 1
    assert checked == len(list(Path("mine").rglob("*.yaml")))
    (scenarios,) = settings["json.schemas"]
    schema = jsonschema.Draft202012Validator(json.loads(Path("mine", scenarios["url"]).read_text()))
    for file in Path("mine").rglob("cases/*.json"):
        schema.validate(json.loads(file.read_text()))
