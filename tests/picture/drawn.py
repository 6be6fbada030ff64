"""What the tests of pictures share: the pictures of whatever ships, and a hostile text."""

from collections.abc import Iterator

from infusion_pathways import Pack, Scenario, Trace
from infusion_pathways.advice import advised
from infusion_pathways.document.blocks import Detail
from infusion_pathways.picture.build import pathway_picture, patient_picture
from infusion_pathways.picture.model import Box, BoxLine, LadderPicture

HOSTILE = (
    '</title><script>alert(1)</script>"\'`&lt;&#x41;]]>--> \u202e\u200f\u0000\u0007 end graph n1["x"]; '
    '\\" \\N ``` #quot; %% {{x}} <br/> 1. \u05d0\u05d1 \U0001f9ea\u200d\U0001f52c \ud800 ' + "w" * 100_000
)


def patients(
    pack: Pack, scenarios: list[Scenario], detail: Detail = Detail.STANDARD
) -> Iterator[tuple[Scenario, Trace, LadderPicture]]:
    """Every scenario with its trace and its picture."""
    for scenario in scenarios:
        advice = advised(pack, scenario, "direct")
        yield scenario, advice.trace, patient_picture(pack, advice, detail)


def everything(pack: Pack, scenarios: list[Scenario]) -> Iterator[tuple[str, LadderPicture]]:
    """Every picture there can be of what ships, in every length."""
    for detail in Detail:
        for name in pack.programs:
            yield f"{name}/{detail.value}", pathway_picture(pack, name, detail)
        for scenario, _, picture in patients(pack, scenarios, detail):
            yield f"{scenario.id}/{detail.value}", picture


def lines(box: Box) -> Iterator[BoxLine]:
    """The lines of a box."""
    for part in box.parts:
        yield from part.lines
