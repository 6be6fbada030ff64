"""All checks, in the sequence in which they are listed."""

from infusion_pathways.lint import suppress
from infusion_pathways.lint.check import LintCheck
from infusion_pathways.lint.checks import (
    advice_in_text,
    boundary_never_tested,
    case_without_expectation,
    case_without_reason,
    claim_never_cited,
    conflicting_arguments,
    dose_in_case,
    expectation_always_met,
    fact_never_read,
    finding_never_read,
    identifying_text,
    infusion_without_route,
    masked_rule,
    missing_code,
    missing_question,
    number_without_source,
    repeated_cite,
    repeated_rule,
    rule_always_fires,
    rule_id_style,
    rule_never_fires,
    sentence_style,
    source_never_cited,
    therapy_without_safety,
    therapy_without_screening,
    title_style,
    word_never_used,
)

_MODULES = (
    advice_in_text,
    boundary_never_tested,
    case_without_expectation,
    case_without_reason,
    claim_never_cited,
    conflicting_arguments,
    dose_in_case,
    expectation_always_met,
    fact_never_read,
    finding_never_read,
    identifying_text,
    infusion_without_route,
    masked_rule,
    missing_code,
    missing_question,
    number_without_source,
    repeated_cite,
    repeated_rule,
    rule_always_fires,
    rule_id_style,
    rule_never_fires,
    sentence_style,
    source_never_cited,
    therapy_without_safety,
    therapy_without_screening,
    title_style,
    word_never_used,
)
CHECKS: dict[str, LintCheck] = {
    check.id: check
    for check in sorted(
        (suppress.NEEDLESS, suppress.REASONLESS, *(module.CHECK for module in _MODULES)), key=lambda check: check.id
    )
}
