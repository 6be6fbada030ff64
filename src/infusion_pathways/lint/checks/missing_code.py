"""A disease or a therapy without a code of a public terminology."""

from collections.abc import Iterator

from infusion_pathways.lint.check import LintCheck
from infusion_pathways.lint.context import LintContext
from infusion_pathways.lint.finding import Remark, Severity


def find(study: LintContext) -> Iterator[Remark]:
    """Diseases and therapies of pathways that carry no code, where the pack gives codes to others of their kind."""
    for section in ("diseases", "therapies"):
        entries = study.raw.get(section, {})
        named = {name for p in study.pack.pathways.values() for name in (p.diseases if section == "diseases" else p.therapies)}
        if any(entries[name].get("codes") for name in entries):
            for name in entries:
                if name in named and not entries[name].get("codes"):
                    message = f"`{name}` has no code, while others of `{section}` have one"
                    yield Remark(
                        study.written.spot((section, name), key=True), message, "add `codes`, see `pathways docs pack-format`"
                    )


CHECK = LintCheck("missing-code", Severity.WARNING, "a disease or a therapy has no code", find, whole=True)
