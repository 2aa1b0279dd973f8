"""The pages, one module each, with `router`; found by name, so a new page is a new file."""
