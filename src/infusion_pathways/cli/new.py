"""`pathways new`: a pack, a pathway or a scenario to begin with."""

from pathlib import Path
from typing import Annotated

import typer

from infusion_pathways.cli.common import opened_pack, say
from infusion_pathways.cli.completing import complete_pathway
from infusion_pathways.cli.options import PackOption
from infusion_pathways.cli.reports import checked_name

new = typer.Typer(
    no_args_is_help=True,
    help="Make a pack, a pathway or a scenario to begin with; what is made passes `pathways test`.\n\n"
    "Nothing is overwritten, and nothing is left half made.\n\nExample: pathways new pack my-rules",
)

OwnPackOption = Annotated[Path, typer.Option("--pack", metavar="DIR", help="Folder of your own pack.")]


@new.command("pack")
def new_pack(
    folder: Annotated[
        Path, typer.Argument(metavar="NAME", help="Name of the pack: a folder that is not there yet.", show_default=False)
    ],
) -> None:
    """Make a pack with one invented pathway: rules, safety rules, words, sources and cases.

    Example: pathways new pack my-rules
    """
    from infusion_pathways.author import create

    made = create.new_pack(folder)
    where = made.path.as_posix()
    say(f"{where}: a pack with the pathway {create.first_pathway()}, {len(made.files)} files")
    say(f"next: pathways test {where} --pack {where}")


@new.command("pathway")
def new_pathway(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the pathway, as rules spell it.", show_default=False)],
    pack: OwnPackOption = Path("."),
) -> None:
    """Make a pathway in a pack of your own: a folder with rules, safety rules, words, sources and cases.

    Example: pathways new pathway glass_fever --pack my-rules
    """
    from infusion_pathways.author import create

    made = create.new_pathway(name, pack)
    say(f"{made.path.as_posix()}: a pathway, {len(made.files)} files")
    say(f"next: pathways test {made.path.as_posix()} --pack {pack.as_posix()}")
    schemas = create.schemas_of(pack)
    if schemas is not None:
        say(f"then: pathways schema --pack {pack.as_posix()} --out {schemas.as_posix()}")


@new.command("scenario")
def new_scenario(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Id of the scenario, and name of its file.", show_default=False)],
    pack: PackOption = None,
    pathway: Annotated[
        str | None,
        typer.Option(
            "--pathway", help="Its pathway; the only one if not given.", show_default=False, autocompletion=complete_pathway
        ),
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--to", metavar="DIR", help="Folder to write to; without it, `cases` of the pathway, or here.", show_default=False
        ),
    ] = None,
) -> None:
    """Make a scenario of a pathway: nothing but the diagnosis is known, and what it expects is to be judged.

    Example: pathways new scenario my-patient --pack my-rules
    """
    from infusion_pathways.author import create

    rules = opened_pack(pack)
    if pathway is not None:
        checked_name(pathway, rules.programs, "pathway")
    chosen = pathway or create.only_pathway(rules)
    made = create.new_scenario(name, rules, chosen, folder or (Path(".") if pack is None else pack / chosen / "cases"))
    where = made.path.as_posix()
    say(f"{where}: a draft of {chosen}; nothing but the diagnosis is known yet")
    say(f"next: pathways test {where}{'' if pack is None else f' --pack {pack.as_posix()}'}")
