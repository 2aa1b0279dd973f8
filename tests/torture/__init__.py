"""What a reader of strangers' files will meet sooner or later: poison of every kind, and what must come of it.

`inputs` makes the files, `child` runs the program on them in a process of its own and says what it took.
"""
