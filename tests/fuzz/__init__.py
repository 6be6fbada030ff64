"""Fuzzing of scenario and pack files: whatever is read gives an answer or problems, never anything else."""
