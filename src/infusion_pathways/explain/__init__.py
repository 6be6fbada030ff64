"""Why, or why not: what decides the verdict on one therapy of one patient, in prose and as trees that can be checked."""
