"""Cases: scenarios with what is expected of them, and running them."""

from infusion_pathways.cases.expect import Difference, differences, verdict_in
from infusion_pathways.cases.run import Result, Status, case_files, found_cases, run_cases

__all__ = ["Difference", "Result", "Status", "case_files", "differences", "found_cases", "run_cases", "verdict_in"]
