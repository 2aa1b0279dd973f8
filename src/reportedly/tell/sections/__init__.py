"""The sections of a dossier, a file each: every one is a function of the `Findings` and gives plain data to render."""
