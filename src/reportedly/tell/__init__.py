"""What is known, ready to hand on: `dossier` assembles it, and each output is one file (`suffix`, `write`)."""
