"""Cases: scenarios with what is expected of them, and running them."""

from infusion_pathways.cases.expect import Unmet, differences, verdict_in
from infusion_pathways.cases.run import CaseResult, CaseStatus, case_files, found_cases, run_cases

__all__ = ["CaseResult", "CaseStatus", "Unmet", "case_files", "differences", "found_cases", "run_cases", "verdict_in"]
