"""Articles that ship with the program."""
