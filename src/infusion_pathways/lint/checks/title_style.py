"""A title that does not look like the others."""

import re
from collections.abc import Iterator

from infusion_pathways.lint.check import LintCheck
from infusion_pathways.lint.context import LintContext
from infusion_pathways.lint.finding import Fix, Remark, RemarkPlace, Severity
from infusion_pathways.lint.source_map import text_fix

LONGEST = 100
SMALL = re.compile(r"[a-z]+(?= |$)")


def find(study: LintContext) -> Iterator[Remark]:
    """Titles of rules, pathways, invariants, discrepancies and cases with a small first letter or a full stop, or very long."""
    places = [((*item.at, "title"), item.raw["title"]) for item in study.rules]
    if study.whole:
        places += [(("pathways", i, "pathway", "title"), e["pathway"]["title"]) for i, e in enumerate(study.raw["pathways"])]
        for section in ("invariants", "discrepancies"):
            places += [((section, name, "title"), entry["title"]) for name, entry in study.raw.get(section, {}).items()]
    for at, title in places:
        if title != corrected(title) or len(title) > LONGEST:
            yield _remark(study.written.spot(at), title, study.written.mend(at, corrected(title)))
    for case in study.cases:
        title = case.scenario.title
        if title != corrected(title):
            yield _remark(case.spot(("title",)), title, text_fix(case.document, ("title",), corrected(title)))


def corrected(title: str) -> str:
    """The title with a capital and without a full stop at its end."""
    title = title[:-1] if re.fullmatch(r".*[^.]\.", title, re.DOTALL) else title
    return title[0].upper() + title[1:] if SMALL.match(title) else title


def _remark(spot: RemarkPlace, title: str, fix: Fix | None) -> Remark:
    if len(title) > LONGEST:
        return Remark(spot, f"the title has more than {LONGEST} characters", "say it shorter; the rest belongs into `because`")
    what = "ends in a full stop" if title.endswith(".") else "begins with a small letter"
    return Remark(spot, f"the title {what}", f"write `{corrected(title)}`", fix)


CHECK = LintCheck("title-style", Severity.WARNING, "a title does not look like the others", find, mends=True)
