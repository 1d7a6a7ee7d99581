"""Articles to statements: tag sources, cues and contents, link them, resolve speakers, read the stance."""
