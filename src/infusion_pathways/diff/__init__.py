"""What a change of rules means: the same for every patient, or the smallest patient who tells the versions apart."""
