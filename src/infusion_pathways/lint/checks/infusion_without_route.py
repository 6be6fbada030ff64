"""A therapy whose infusion form and routes do not fit together."""

from collections.abc import Iterator

from infusion_pathways.lint.check import LintCheck
from infusion_pathways.lint.context import LintContext
from infusion_pathways.lint.finding import Remark, Severity
from infusion_pathways.meaning.rule import RuleKind

INTRAVENOUS = "intravenous"


def find(study: LintContext) -> Iterator[Remark]:
    """Therapies with a reason for them that are said to be infusions and have no intravenous route, or the other way round."""
    programs = study.pack.programs.values()
    supported = {t for p in programs for c in p.clauses if c.rule.kind is RuleKind.SUPPORTS for t in c.targets}
    for name, therapy in study.pack.vocabulary.therapies.items():
        if name in supported and therapy.infusion is not (INTRAVENOUS in therapy.routes):
            said, lacks = ("", "no") if therapy.infusion else ("not ", "an")
            message = f"`{name}` is {said}said to be an infusion and has {lacks} `{INTRAVENOUS}` route"
            spot = study.written.spot(("therapies", name, "infusion"))
            yield Remark(spot, message, "give its routes as its label has them; `infusion` is true if one is into a vein")


CHECK = LintCheck(
    "infusion-without-route", Severity.WARNING, "the infusion form of a therapy and its routes differ", find, whole=True
)
