"""An infusion against which no rule ever speaks."""

from collections.abc import Iterator

from infusion_pathways.lint.check import LintCheck
from infusion_pathways.lint.context import LintContext
from infusion_pathways.lint.finding import Remark, RemarkPlace, Severity
from infusion_pathways.meaning.rule import RuleKind


def find(study: LintContext) -> Iterator[Remark]:
    """Infusions that a pathway supports and that none of its rules, shared ones included, excludes or holds."""
    for spot, pathway, therapy in lacking(study, RuleKind.EXCLUDES, RuleKind.HOLDS):
        message = f"no rule excludes or holds `{therapy}` in `{pathway}`"
        yield Remark(spot, message, "write what speaks against it: its contraindications, and what has to be settled first")


def lacking(study: LintContext, *kinds: RuleKind) -> Iterator[tuple[RemarkPlace, str, str]]:
    """Where a pathway supports an infusion and has no rule of these kinds about it."""
    for i, entry in enumerate(study.raw["pathways"]):
        name = entry["pathway"]["id"]
        if name in study.pathways:
            program = study.pack.programs[name]
            for j, therapy in enumerate(entry["pathway"].get("therapies", ())):
                said = {clause.rule.kind for clause in program.arguments[therapy]}
                if program.infusion.get(therapy) and RuleKind.SUPPORTS in said and said.isdisjoint(kinds):
                    yield study.written.spot(("pathways", i, "pathway", "therapies", j)), name, therapy


CHECK = LintCheck("therapy-without-safety", Severity.WARNING, "no rule speaks against an infusion", find)
