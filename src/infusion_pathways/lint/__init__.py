"""Lint: what is likely to be a mistake in a pack or its cases, check by check, each with a page in docs/checks."""
