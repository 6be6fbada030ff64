"""The whole map of a pathway: every combination of verdicts that some patient reaches."""
