"""Measurements by ratio; `python -m bench`."""
