"""An expectation that cannot fail."""

from collections.abc import Iterator

from infusion_pathways.lint.finding import Check, Level, Need, Remark
from infusion_pathways.lint.study import Study


def find(study: Study) -> Iterator[Remark]:
    """Names in `not_because` that no pathway of the case evaluates: they can never fire there, whatever the rules say."""
    names = {
        pathway: {name for clause in program.clauses for name in (clause.rule.id, clause.key)}
        for pathway, program in study.pack.programs.items()
    }
    for case in study.cases:
        expect = case.scenario.expect
        possible = set[str]().union(*(names[pathway] for pathway in study.pathways_of(case)))
        for number, name in enumerate(expect.not_because if expect else ()):
            if name not in possible:
                message = f"no disease of the case `{case.scenario.id}` has `{name}`, so it can never fire there"
                yield Remark(case.spot(("expect", "not_because", number)), message, "name a rule that speaks of this patient")


CHECK = Check(
    "expectation-always-met", Level.WARNING, "a case excludes a rule that cannot fire there", find, frozenset({Need.CASES})
)
