"""What is run beside the tests and the program: long searches, and what the tests themselves are worth."""
