"""Drawings as inline SVG: plain shapes from plain data, no script, the same record the same bytes.

Colours are classes of the page's style sheet. Every drawing has a title and a description, and stands beside a list
that says the same in words.
"""
