"""`pathways schema`: the JSON Schemas of scenario, pack files, trace and answer sheet."""

import json
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import typer

from infusion_pathways.cli.common import opened_pack, say, write_document
from infusion_pathways.cli.options import PackOption
from infusion_pathways.pack import Pack


class SchemaSubject(Enum):
    """What there is a schema of; `pack` is any file of a pack, the five after it are its kinds."""

    SCENARIO = "scenario"
    PACK = "pack"
    RULES = "rules"
    VOCABULARY = "vocabulary"
    SOURCES = "sources"
    INVARIANTS = "invariants"
    MISCONCEPTIONS = "misconceptions"
    TRACE = "trace"
    ANSWERS = "answers"


def schema(
    subject: Annotated[
        SchemaSubject | None, typer.Argument(help="Which schema to print; without it all are written that an author needs.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Write schemas to files in this folder instead.", show_default=False),
    ] = None,
    pack: PackOption = None,
) -> None:
    """Print or write JSON Schemas with the words of a pack, for an editor that completes them.

    Example: pathways schema scenario > scenario.schema.json

    Example: pathways schema --out .schemas --pack my-rules
    """
    if out is not None:
        _write(out, opened_pack(pack), subject)
    elif subject is None:
        raise typer.BadParameter("name a schema to print, or a folder to write them to with --out", param_hint="SUBJECT")
    else:
        write_document(json.dumps(_schema(subject, pack), indent=2) + "\n")


def _schema(subject: SchemaSubject, pack: Path | None) -> dict[str, Any]:
    match subject:
        case SchemaSubject.SCENARIO:
            from infusion_pathways.scenario.schema import scenario_schema

            return scenario_schema(opened_pack(pack))
        case SchemaSubject.TRACE:
            from infusion_pathways.trace.plain import trace_schema

            return trace_schema()
        case SchemaSubject.ANSWERS:
            from infusion_pathways.quiz.answers import answers_schema

            return answers_schema(opened_pack(pack))
        case _:
            from infusion_pathways.author.schemas import pack_file_schema

            return pack_file_schema(opened_pack(pack), subject.value)


def _write(folder: Path, pack: Pack, subject: SchemaSubject | None) -> None:
    """Write the schemas that an author needs, or one of them; what stands there is replaced, since it is generated."""
    from infusion_pathways.author.schemas import schema_files
    from infusion_pathways.source.saving import make_folder, save

    texts = schema_files(pack)
    if subject is not None:
        name = f"{subject.value}.schema.json"
        if name not in texts:
            raise typer.BadParameter(f"--out has no {subject.value}; print it instead", param_hint="SUBJECT")
        texts = {name: texts[name]}
    make_folder(folder)
    for name, text in texts.items():
        save(folder / name, text, overwrite=True)
        say((folder / name).as_posix())
