"""When and where: the time expression that dates a word of the text, and the place named beside it.

"Said on Monday" does not date what was said: a time belongs to the verb whose clause it stands in. What is told after
"In 2000, ..." in the same paragraph and tense is told of that time, not of the day of printing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import timedelta

from reportedly.model import Dated, Passage, TimeExpression
from reportedly.reading.mentions import Cast
from reportedly.reading.page import Page
from reportedly.reading.parse import Span, Token
from reportedly.reading.roles import Frame, Roles
from reportedly.times.calendar import whole_days

__all__ = ["Setting"]

_VERBAL = ("VERB", "AUX")
#: How many sentences back the time of a narrative is looked for.
NARRATED = 4
#: What is newer than this is news, and each sentence of it has a time of its own.
NEWS = timedelta(31)


class Setting:
    """Answers for one page: sentences, dates, places."""

    def __init__(self, page: Page, cast: Cast, roles: Roles, times: tuple[TimeExpression, ...]) -> None:
        self.page = page
        self.cast = cast
        self.roles = roles
        self.words = roles.words
        self.times = times
        self._sport: dict[int, bool] = {}
        # spaCy walks back to the start of the sentence each time a token is asked for its own.
        self.sentences = list(page.doc.sents)
        self._heads = [sentence.start for sentence in self.sentences]
        self._last: tuple[int, Dated | None] = (-2, None)
        self._by_start = sorted((when.span.start, i) for i, when in enumerate(times))

    def sentence(self, token: Token) -> Span:
        return self.sentences[bisect_right(self._heads, token.i) - 1]

    def sporting(self, sentence: Span) -> bool:
        """Whether a sentence is about sport, whose verbs are war's."""
        if sentence.start not in self._sport:
            words = self.words["sport"]
            self._sport[sentence.start] = sum(token.lemma_.lower() in words for token in sentence) > 1
        return self._sport[sentence.start]

    # --- when

    def dated(self, token: Token) -> tuple[int | None, Dated | None]:
        """The index of the time expression that dates a word, and the days; under "at the time" those of the sentence
        before, for which words must be asked about in text order. Where no words date it, its tense may."""
        time = self.when(token)
        if time is None:
            time = self._told_of(token)
        when = self.times[time] if time is not None else None
        days = Dated(when.earliest, when.latest) if when and (when.earliest or when.latest) else None
        days = self._remembered(token, days)
        return time, days if time is not None or days is not None else self._by_tense(token)

    def _by_tense(self, token: Token) -> Dated | None:
        """What the writer says "had" been done was over when the article was printed; what "will" be is to come.

        In what others are told to have said, "had" is only how a past is retold, and "will" counts from their day.
        """
        printed = self.page.article.published
        if self.roles.is_told(token):
            return None
        labels = self.roles.labels.auxiliary | self.roles.labels.passive_auxiliary
        verb = self.page.doc[self._clause(token)]
        carried = [child for child in verb.children if child.dep_ in labels]
        if any(part.lower_ in self.words["to come"] for part in carried):
            return Dated(printed.earliest, None) if printed.earliest else None
        if any(part.lower_ in self.words["before"] for part in carried) and "Part" in verb.morph.get("VerbForm", []):
            return Dated(None, printed.latest) if printed.latest else None
        return None

    def _remembered(self, token: Token, days: Dated | None) -> Dated | None:
        at = bisect_right(self._heads, token.i) - 1
        if days is None and self._last[0] == at - 1 and self._at_that_time(token):
            days = self._last[1]
        if days is not None:
            self._last = (at, days)
        return days

    def _at_that_time(self, token: Token) -> bool:
        verb = self.page.doc[self._clause(token)]
        nouns = [noun for slot in self.words["where"] for noun in self.roles.frame(verb).slots.get(slot, [])]
        plain = self.roles.labels.determiner
        return any(
            noun.lower_ in self.words["moment"] and all(child.dep_ in plain for child in noun.children)
            for noun in nouns
        )

    def when(self, token: Token) -> int | None:
        """The nearest time expression of the token's own clause."""
        sentence = self.sentence(token)
        start, end = sentence.start_char, sentence.end_char
        first, last = bisect_left(self._by_start, (start, -1)), bisect_left(self._by_start, (end, -1))
        near = [i for _, i in self._by_start[first:last] if self.times[i].type in ("DATE", "TIME")]
        if not near:
            return None
        clause = self._clause(token)
        own = [i for i in near if self._dates(self._token_at(token, self.times[i].span), clause, self.times[i].value)]
        for beside in self._beside(clause) if not own else ():
            own = own or [
                i for i in near if self._dates(self._token_at(token, self.times[i].span), beside, self.times[i].value)
            ]
        return min(own, key=lambda i: (abs(self.times[i].span.start - token.idx), i), default=None)

    def _told_of(self, token: Token) -> int | None:
        """The time that a sentence before set for what is told after it, if that time is long past."""
        if not self._past(self.page.doc[self._clause(token)]) or self.roles.is_told(token):
            return None
        at = bisect_right(self._heads, token.i) - 1
        leaning = self.sentences[at]
        for sentence in reversed(self.sentences[max(0, at - NARRATED) : at]):
            if not sentence.text.strip():
                continue
            if not self._past(sentence.root) or not self._leans(leaning, sentence):
                return None
            leaning, time = sentence, self.when(sentence.root)
            if time is not None:
                return time if self._long_past(self.times[time]) else None
        return None

    def _leans(self, sentence: Span, before: Span) -> bool:
        """Whether a sentence goes on from the one before: in its paragraph, or beginning with a pronoun in the next."""
        blocks = [self.page.block_of[one.root.i] for one in (before, sentence)]
        begins = next((token for token in sentence if not token.is_space), sentence[0])
        return blocks[0] == blocks[1] or (blocks[1] == blocks[0] + 1 and begins.pos_ == "PRON")

    def _past(self, verb: Token) -> bool:
        """Whether a clause is told in the past: "met", "was signed", "had left"; not "has met"."""
        labels = self.roles.labels.auxiliary | self.roles.labels.passive_auxiliary
        finite = (verb, *(child for child in verb.children if child.dep_ in labels))
        return any("Past" in part.morph.get("Tense", []) and "Fin" in part.morph.get("VerbForm", []) for part in finite)

    def _long_past(self, when: TimeExpression) -> bool:
        """Whether a time was over well before the article was printed; a named year will do where that is not known."""
        printed = whole_days(self.page.article.published.earliest)
        over = whole_days(when.latest)
        return over is not None and (printed is None or over[1] < printed[0] - NEWS)

    def _beside(self, clause: int) -> list[int]:
        """Clauses at the same time as this one: "cut its aid [as it sought peace in 1985]"."""
        words, labels = self.words["simultaneous"], self.roles.labels
        return [
            child.i
            for child in self.page.doc[clause].children
            if child.dep_ in labels.adverbial_clause and any(part.lower_ in words for part in child.children)
        ]

    def _dates(self, word: Token, clause: int, value: str) -> bool:
        """Whether a time expression dates its clause: "now", but not "the current rulers" or "every now and then"."""
        labels = self.roles.labels
        if value.endswith("_REF") and (
            word.dep_ not in labels.adverb or any(child.dep_ in labels.conjunct for child in word.children)
        ):
            return False
        return word.dep_ not in labels.possessive and self._clause(word) == clause

    def _token_at(self, near: Token, span: Passage) -> Token:
        found = near.doc.char_span(span.start, span.end)
        return found.root if found else near

    def _clause(self, token: Token) -> int:
        """The verb a word belongs to; verbs that only carry, begin or pair up share their clause."""
        at = token
        for _ in range(12):
            if at.head.i == at.i or (at.pos_ in _VERBAL and not self._shares_clause(at)):
                return at.i
            at = at.head
        return at.i

    def _shares_clause(self, verb: Token) -> bool:
        """Second verbs, infinitives, auxiliaries, and participles without a subject ("flew north, bombing towns")."""
        labels = self.roles.labels
        if verb.dep_ in labels.adverbial_clause:
            return not any(child.dep_ in labels.subject or child.dep_ in labels.marker for child in verb.children)
        if verb.dep_ in labels.conjunct:
            return not any(child.dep_ in labels.subject for child in verb.children)
        return verb.dep_ in labels.open_complement or verb.dep_ in labels.auxiliary

    # --- where

    def place(self, frame: Frame) -> str | None:
        """The place named after "in" or "at" beside a trigger or its object."""
        for slot in self.words["where"]:
            for token in frame.get(slot):
                id = self.cast.at(token)
                if id and self.cast.get(id).kind in ("GPE", "LOC", "FAC"):
                    return id
        return None
