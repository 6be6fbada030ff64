"""An expectation that cannot fail."""

from collections.abc import Iterator

from infusion_pathways.lint.check import LintCheck
from infusion_pathways.lint.context import LintContext
from infusion_pathways.lint.finding import Need, Remark, Severity
from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.rule import Program
from infusion_pathways.scenario.model import Expect
from infusion_pathways.source.reading import Pointer
from infusion_pathways.trace.phrasebook import facts_read

FALSE = Truth.FALSE.value


def find(study: LintContext) -> Iterator[Remark]:
    """What no pathway of the case can do: a rule that must not fire or is false, a question that must not be asked."""
    names = {
        pathway: {name for names in program.names.values() for name in names} for pathway, program in study.pack.programs.items()
    }
    askable = {pathway: _askable(program) for pathway, program in study.pack.programs.items()}
    for case in study.cases:
        expect, pathways = case.scenario.expect or Expect(), study.pathways_of(case)
        rules = set[str]().union(*(names[pathway] for pathway in pathways))
        asks = set[str]().union(*(askable[pathway] for pathway in pathways))
        silent: list[tuple[Pointer, str]] = [
            (("not_because", number), name) for number, name in enumerate(expect.not_because) if name not in rules
        ]
        silent += [(("rules", name), name) for name, truth in expect.rules.items() if truth == FALSE and name not in rules]
        for place, name in silent:
            message = f"no disease of the case `{case.scenario.id}` has `{name}`, so it can never fire there"
            yield Remark(case.spot(("expect", *place)), message, "name a rule that speaks of this patient")
        for number, name in enumerate(expect.not_asks):
            if name not in asks:
                message = f"no rule for a disease of the case `{case.scenario.id}` asks for `{name}`"
                yield Remark(case.spot(("expect", "not_asks", number)), message, "name what could be asked of this patient")


def _askable(program: Program) -> set[str]:
    asked = {name for clause in program.clauses for name in clause.rule.ask}
    return asked | {fact.rpartition(".")[2] for clause in program.clauses for fact in facts_read(clause.when, {})}


CHECK = LintCheck(
    "expectation-always-met", Severity.WARNING, "a case excludes a rule that cannot fire there", find, frozenset({Need.CASES})
)
