"""The smallest sets of changes to one patient that bring a therapy to a verdict."""
