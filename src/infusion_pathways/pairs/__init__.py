"""Two patients one fact apart whose answers differ, for each condition of each rule."""
