"""The quiz: a case without its answer, what a student makes of it, and which condition was misjudged."""
