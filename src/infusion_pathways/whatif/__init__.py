"""What differs when a patient is edited, and which edit brings it about."""
