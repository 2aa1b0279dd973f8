"""Coding schemes, one TOML file each: types, modes, contexts, triggers' codes, crosswalks."""
