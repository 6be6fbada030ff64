"""Which unknown facts of a patient can still change a verdict, and what each answer would decide."""
