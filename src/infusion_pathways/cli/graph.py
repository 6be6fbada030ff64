"""`pathways graph`: the ladder of a pathway as a picture, with a patient's way or with all rules."""

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from infusion_pathways.advice import advised
from infusion_pathways.cli.common import engine_here, opened_pack, write_document
from infusion_pathways.cli.completing import complete_disease, complete_pathway, complete_scenario
from infusion_pathways.cli.options import DetailOption, PackOption
from infusion_pathways.cli.reports import checked_name
from infusion_pathways.document.blocks import Detail
from infusion_pathways.pack import Pack
from infusion_pathways.scenario import load_scenario
from infusion_pathways.scenario.messages import unknown_disease
from infusion_pathways.source import Place, ProblemsFound
from infusion_pathways.source.saving import save
from infusion_pathways.trace.messages import no_such_diagnosis

PLACE = Place("pathways graph")


class PictureFormat(Enum):
    """The languages of a picture."""

    SVG = "svg"
    MERMAID = "mermaid"
    DOT = "dot"


def graph(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]",
            help="A scenario file, `-` for standard input; without one, the pathway itself.",
            show_default=False,
            autocompletion=complete_scenario,
        ),
    ] = None,
    format: Annotated[PictureFormat, typer.Option("--format", "-f", help="How to draw it.")] = PictureFormat.SVG,
    pathway: Annotated[
        str | None,
        typer.Option("--pathway", help="The pathway to draw.", autocompletion=complete_pathway, show_default=False),
    ] = None,
    disease: Annotated[
        str | None,
        typer.Option(
            "--disease", help="Only this diagnosis of the patient.", autocompletion=complete_disease, show_default=False
        ),
    ] = None,
    detail: DetailOption = Detail.STANDARD,
    width: Annotated[
        int, typer.Option("--width", help="Width of the SVG in pixels; 420 for a phone, 1280 for a slide.", min=320, max=2000)
    ] = 760,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Save it there.", show_default=False)] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the file if it holds something else.")] = False,
    pack: PackOption = None,
) -> None:
    """Draw the ladder from conventional therapy to the infusions, with a patient's way or with every rule of a pathway.

    Example: pathways graph patient.json --out patient.svg
    """
    from infusion_pathways.picture.build import pathway_picture, patient_picture

    if file is not None and pathway is not None:
        raise typer.BadParameter("a patient's pathways follow from the diagnoses; --disease names one", param_hint="--pathway")
    if file is None and disease is not None:
        raise typer.BadParameter("it needs a scenario file; --pathway draws a pathway", param_hint="--disease")
    rules = opened_pack(pack)
    if file is None:
        picture = pathway_picture(rules, chosen_pathway(rules, pathway), detail)
    else:
        scenario = load_scenario(file, rules)
        wanted = chosen_disease(rules, [d.disease for d in scenario.diagnoses], disease or "")
        picture = patient_picture(rules, advised(rules, scenario, engine_here()), detail, wanted)
    match format:
        case PictureFormat.SVG:
            from infusion_pathways.picture.svg import svg_of

            text = svg_of(picture, "p1", width)
        case PictureFormat.MERMAID:
            from infusion_pathways.picture.mermaid import mermaid_of

            text = mermaid_of(picture)
        case PictureFormat.DOT:
            from infusion_pathways.picture.dot import dot_of

            text = dot_of(picture)
    if out is None:
        write_document(text)
    else:
        save(out, text, overwrite)


def chosen_pathway(pack: Pack, name: str | None) -> str:
    """The pathway that is named, or the only one. Raises ProblemsFound."""
    from infusion_pathways.picture.messages import which_pathway

    if name is not None:
        checked_name(name, pack.programs, "pathway")
        return name
    if len(pack.programs) != 1:
        raise ProblemsFound([which_pathway(PLACE, pack.programs)])
    return next(iter(pack.programs))


def chosen_disease(pack: Pack, own: list[str], name: str) -> str:
    """The diagnosis that is named, as the pack spells it; empty for all. Raises ProblemsFound."""
    disease = pack.vocabulary.canonical("diseases", name)
    if disease and disease not in pack.vocabulary.diseases:
        raise ProblemsFound([unknown_disease(PLACE, disease[:60], pack.vocabulary.diseases)])
    if disease and disease not in own:
        raise ProblemsFound([no_such_diagnosis(PLACE, disease, own)])
    return disease
