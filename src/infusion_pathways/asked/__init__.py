"""What somebody asks about a patient on the command line, before anything is answered."""
