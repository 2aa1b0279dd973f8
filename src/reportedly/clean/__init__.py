"""Labels blocks: what is the article and what is the page around it; language, outlet, agency, byline. Nothing is cut.

A text dump of a web page is a column of lines. Each goes through five questions, each answered in one pass:

    paragraphs   which lines belong together (hard wrap, text nodes), and which were glued by the dumper
    signs        what a paragraph looks like by itself, then among its neighbours (named signs, weighed by a table)
    page         where it stands on the page so judged (named signs, weighed by trees); what keeping it is worth here
    kinds        headline, body, caption, related, furniture; then dateline, byline and credit at the ends of the copy
    about        title, outlet, agency, byline, dateline, language: read off the labelled blocks

The weights in `data/en/clean_weights.tsv` are the log-odds that a sign speaks for the article; they can be read, and
changed, by hand. The trees are in `data/en/clean_trees.tsv`. Both are fitted by `train/clean.py`, which also says why.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from reportedly.clean.about import described, notes
from reportedly.clean.copy import ends_split
from reportedly.clean.judgement import Weights, fitted, judged
from reportedly.clean.kinds import block_kinds
from reportedly.clean.paragraphs import joined
from reportedly.model import Article, Block

__all__ = ["clean"]


def clean(
    article: Article, seen: Collection[str] = (), *, body: bool = False, weights: Weights | None = None
) -> Article:
    """The article with its blocks labelled and its language, title, outlet, agency, byline and dateline filled in.

    Fields and blocks that are there already are kept; datelines, bylines and agency credits are still told apart.
    `seen`: lines met on other pages of the outlet. `body`: the text is a clean article body and nothing is furniture.
    `weights`: other log-odds of the signs than the ones that come with the package.
    Every stretch of the text that is not white space lies in exactly one block.
    """
    text = article.text
    if body:
        blocks = [Block(span, "body") for span in joined(text)]
    elif article.blocks:
        blocks = list(article.blocks)
    else:
        lines = judged(text, seen, weights or fitted())
        blocks = [Block(line.span, kind) for line, kind in zip(lines, block_kinds(lines, article.title))]
    blocks, agency = ends_split(text, blocks, article.agency, whole_page=not body)
    found = described(replace(article, blocks=tuple(blocks), agency=agency))
    return found if body else found.noting(*notes(blocks))
