"""What each command of the command line does: a function from the options to the exit code."""
