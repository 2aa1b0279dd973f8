"""The reader: an article in, a reading out. The only folder that imports spaCy.

The steps run in a fixed order and nobody goes back:
mentions > times > statements > events > states > what other ontologies code > factuality.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from reportedly.reading import lightly  # noqa: F401  # isort: skip  # before anything else imports spaCy

import spacy
from spacy.language import Language as Pipeline
from spacy.tokens import Doc as Parsed

from reportedly import lang, times
from reportedly import ontology as schemes
from reportedly.actors import NONE, Actors
from reportedly.errors import BadOntology, UnknownName
from reportedly.model import (
    ONTOLOGIES,
    READABLE,
    VERSION,
    Article,
    Event,
    Factuality,
    ReaderKind,
    Reading,
    Statement,
    TimeExpression,
)
from reportedly.ontology import Ontology
from reportedly.reading import coder, encoder, events, factuality, homeland, mentions, statements, states
from reportedly.reading.abreast import Abreast
from reportedly.reading.forms import Forms
from reportedly.reading.mentions import Cast
from reportedly.reading.page import Page, blocks_of_tokens, in_own_language, masked
from reportedly.reading.parse import Doc
from reportedly.reading.roles import Roles
from reportedly.reading.tokens import begun, cuts, pieces, tokenised
from reportedly.reading.triggers import own_rules
from reportedly.reading.vectors import Vectors
from reportedly.undisturbed import undisturbed

__all__ = ["Reader"]

#: The least that anything but a time can be told by: two letters side by side.
_WORD = re.compile(r"[^\W\d_]{2}")


class Reader:
    """Reads articles of one language with one spaCy pipeline, and with the encoder unless `kind` is "rules".

    `ontologies`: what is coded: names, or paths ending in `.toml` of ontologies that bring rules in their own file.
    `actors`: people and bodies of one's own, from `actors.load`; they go before ours.

    Raises `UnknownName` when the pipeline is not installed, the language has no encoder or there is no such ontology,
    `BadOntology` when an ontology cannot be used.

    >>> Reader().read(article).statements          # doctest: +SKIP
    """

    def __init__(
        self,
        language: str = "en",
        model: str | None = None,
        kind: ReaderKind = "encoder",
        ontologies: Sequence[str] = ONTOLOGIES,
        actors: Actors = NONE,
    ) -> None:
        self.language = lang.load(language)
        self.model = model or self.language.model
        self.kind = kind
        self.actors = actors
        self.ontologies = tuple(dict.fromkeys(ontologies))
        self._schemes = _schemes(self.ontologies, language)
        with undisturbed(), ThreadPoolExecutor(1) as beside:
            # Opened while spaCy loads: most of it is not Python's work.
            opened = beside.submit(encoder.load, language) if kind == "encoder" else None
            self._pipeline, self._forms, self._vectors, self._abreast = _pipeline(self.model, names=kind == "rules")
            self._encoder = opened.result() if opened else None

    @property
    def version(self) -> str:
        """What goes into `Reading.reader`: program, language rules, the pipeline, ontologies and actors that are not
        the usual ones, those with the first figures of their file's hash."""
        parts = [f"reportedly {VERSION}", f"{self.language.code}-{self.language.version}"]
        parts += [self.model] if self.model != self.language.model else []
        parts += ["rules"] if self.kind == "rules" else []
        parts += [f"without {name}" for name in ONTOLOGIES if name not in self.ontologies]
        parts += [f"actors {self.actors.digest}"] if self.actors else []
        return " / ".join(parts + [f"{scheme.name} {scheme.digest}" for scheme in self._schemes])

    def read(self, article: Article) -> Reading:
        """A cleaned and dated article's reading. An article without readable blocks gives an empty one, with a note."""
        with undisturbed():
            return self._read(article)

    def _read(self, article: Article) -> Reading:
        read, notes = in_own_language(article, self.language)
        if notes and not any(block.kind in READABLE for block in read.blocks):
            return Reading(article, self.version, notes=tuple(notes))
        text = masked(read, self.language)
        if not text.strip():
            return Reading(article, self.version, notes=(*notes, "no article text was found"))
        if not (article.triggers or _WORD.search(text)):
            # No name, no cue and no trigger is that short; archives hold thousands of such files.
            return Reading(article, self.version, times=times.find(article, text), notes=tuple(notes))
        page = self.page(read)
        found_times = times.find(article, page.text)
        cast = mentions.find(page, self.actors)
        found_statements = statements.find(page, cast)
        homeland.settle_official(page, cast, (one.speaker for one in found_statements if one.speaker))
        roles = Roles(page, cast, found_statements, found_times)
        usual = self._usual(page, cast, found_times, found_statements, roles)
        rows = factuality.find(page, cast, found_statements, usual)
        # Each ontology by itself: "denied it" means one event of each, and what is added changes nothing else.
        found_events = list(usual)
        for scheme in self._schemes:
            more = coder.find(scheme, page, cast, found_times, roles)
            rows += factuality.find(page, cast, found_statements, more)
            found_events += more
        found = tuple(sorted(found_events, key=lambda event: event.trigger))
        entities = cast.entities(set(_ids_used(found_statements, found, rows)))
        return Reading(article, self.version, entities, found_times, found_statements, found, rows, tuple(notes))

    def _usual(
        self,
        page: Page,
        cast: Cast,
        found_times: tuple[TimeExpression, ...],
        said: tuple[Statement, ...],
        roles: Roles,
    ) -> tuple[Event, ...]:
        """Events and states in text order."""
        found = events.find(page, cast, found_times, said, roles) if "plover" in self.ontologies else ()
        held = states.find(page, cast, found_times, said, found, roles) if "states" in self.ontologies else ()
        return tuple(sorted((*found, *held), key=lambda event: event.trigger))

    def page(self, article: Article) -> Page:
        """The article parsed: furniture masked, sentence starts preset at block starts."""
        text = masked(article, self.language)
        starts = {block.span.start for block in article.blocks}
        docs = [self._parse(text[a:b], starts, a) for a, b in pieces(text, sorted(starts))]
        parsed = docs[0] if len(docs) == 1 else Parsed.from_docs(docs, ensure_whitespace=False)
        doc = Doc(parsed, self._forms.of(parsed), text)
        readable = [(block.span.start, block.span.end) for block in article.blocks if block.kind in READABLE]
        marks = self._encoder.read(text, readable) if self._encoder else None
        return Page(article, doc, self.language, blocks_of_tokens(article, doc), self._encoder, marks)

    def _parse(self, text: str, starts: set[int], offset: int) -> Parsed:
        """One document a call: a batch's numbers depend on what shares it, and the same input must give the same
        bytes."""
        begins = {index - offset for index in starts}
        doc = self._with_starts(text, begins)
        longest = cuts(doc)
        return self._with_starts(text, {*begins, *longest}) if longest else doc

    def _with_starts(self, text: str, starts: set[int]) -> Parsed:
        """The parse of a text in which sentences begin at these offsets at least."""
        doc = self._vectors.give(begun(tokenised(self._pipeline, text), text, starts))
        return self._abreast.parse(self._pipeline(doc))


def _schemes(names: Iterable[str], language: str) -> tuple[Ontology, ...]:
    """The ontologies besides the usual ones, each checked to have rules for the language."""
    loaded = [schemes.load(name) for name in names if name not in ONTOLOGIES]
    for scheme in loaded:
        if not scheme.rows.get(language):
            raise BadOntology(
                f"{scheme.name} has no rules for {language!r}: its file needs a table `rules.{language}`."
            )
        if scheme.name in ONTOLOGIES:
            raise BadOntology(f"There is an ontology {scheme.name!r} already; give this one another name.")
        own_rules(scheme, language)  # a word class that is missing is told now, not at the first article
    doubled = sorted({one.name for one in loaded if sum(other.name == one.name for other in loaded) > 1})
    if doubled:
        raise BadOntology(f"Two of the ontologies are called {doubled[0]!r}; give one another name.")
    return tuple(loaded)


def _ids_used(
    found_statements: tuple[Statement, ...], found_events: tuple[Event, ...], rows: tuple[Factuality, ...]
) -> Iterator[str]:
    """The entities that some finding names: the merely described among them stay in the reading."""
    for statement in found_statements:
        if statement.speaker:
            yield statement.speaker
    for event in found_events:
        yield from event.actors
        yield from event.recipients
        if event.place:
            yield event.place
    for row in rows:
        yield from row.holder


@cache
def _pipeline(model: str, names: bool) -> tuple[Pipeline, Forms, Vectors, Abreast]:
    """A spaCy pipeline, with its recogniser of names or, where the encoder finds them, without."""
    try:
        pipeline = spacy.load(model, exclude=[] if names else ["ner"])
    except OSError as error:
        raise UnknownName(f"The spaCy pipeline {model!r} is not installed: pip install {model}") from error
    except Exception as error:
        # Any package may be named, and any folder: what is in them is not ours.
        told = next(filter(str.strip, str(error).splitlines()), type(error).__name__)
        raise UnknownName(f"{model!r} is no spaCy pipeline that can be used: {told}") from error
    vectors = Vectors(pipeline)
    return pipeline, Forms(pipeline), vectors, Abreast(pipeline, vectors.given)
