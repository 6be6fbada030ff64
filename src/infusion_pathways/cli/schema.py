"""`pathways schema`: the JSON Schemas of scenario, pack, trace and answer sheet."""

import json
from enum import Enum
from typing import Annotated

import typer

from infusion_pathways.cli.common import opened_pack
from infusion_pathways.cli.options import PackOption


class Subject(Enum):
    """What there is a schema of."""

    SCENARIO = "scenario"
    PACK = "pack"
    TRACE = "trace"
    ANSWERS = "answers"


def schema(
    subject: Annotated[Subject, typer.Argument(help="Which schema to print.", show_default=False)],
    pack: PackOption = None,
) -> None:
    """Print the JSON Schema of scenario files, pack files, traces or answer sheets of the quiz.

    Example: pathways schema scenario > scenario.schema.json
    """
    match subject:
        case Subject.SCENARIO:
            from infusion_pathways.scenario.schema import scenario_schema

            found = scenario_schema(opened_pack(pack))
        case Subject.PACK:
            from infusion_pathways.pack.shape import pack_schema

            found = pack_schema()
        case Subject.TRACE:
            from infusion_pathways.trace.plain import trace_schema

            found = trace_schema()
        case Subject.ANSWERS:
            from infusion_pathways.quiz.answers import answers_schema

            found = answers_schema(opened_pack(pack))
    typer.echo(json.dumps(found, indent=2))
