"""What is open is called a hold only where it put the therapy on hold."""

from infusion_pathways import Pack, Scenario, advise
from infusion_pathways.document.blocks import Detail, Entry, Heading
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.trace.outline import outline
from infusion_pathways.trace.wording import capital


def test_holds_are_told_where_there_are_some(shipped_pack: Pack, shipped_scenarios: list[Scenario]) -> None:
    """Of each therapy as many holds as rules hold it back, and of a therapy on hold those besides that wait to be known."""
    open_elsewhere = 0
    for scenario in shipped_scenarios:
        trace = advise(shipped_pack, scenario, "direct")
        expected: dict[str, int] = {}
        for therapy in (therapy for diagnosis in trace.diagnoses for therapy in diagnosis.therapies):
            waiting = sum(argument.blocks_unknown for argument in therapy.unknown)
            on_hold = therapy.verdict == Verdict.ON_HOLD.value
            open_elsewhere += waiting * (not on_hold)
            held = sum(argument.kind == "holds" for argument in therapy.against) + waiting * on_hold
            title = f"{capital(therapy.label)}: {Verdict(therapy.verdict).label}"
            expected[title] = expected.get(title, 0) + held
        shown = dict.fromkeys(expected, 0)
        title = ""
        for block in outline(trace, Detail.FULL):
            if isinstance(block, Heading):
                title = block.text
            elif isinstance(block, Entry) and block.tag == "hold" and title in shown:
                shown[title] += 1
        assert shown == expected, scenario.id
    assert open_elsewhere > 20
