"""Views of a store's tables that make analysts' questions one line: who said what, who did what, and on whose word.

They are made in the store itself, so any program that opens it has them. What a judgement rejected (an article, a
statement, an event) is left out; amendments are not applied, since a view cannot know what they are worth.
"""

from __future__ import annotations

__all__ = ["VIEWS"]

_PRINTED = "r.published, r.outlet, r.title, r.url"
_STANDS = "{0}.article not in (select id from rejected) and {0}.id not in (select id from rejected)"

#: view -> what it selects, in an order in which each rests on earlier ones only.
VIEWS: dict[str, str] = {
    "rejected": """
        select id from judgements
        where action in ('accept', 'reject', 'amend') or action = 'withdraw' and other is null
        group by id having arg_max(action, seq) = 'reject'""",
    "who_said": f"""
        select s.article, s.id, {_PRINTED}, coalesce(s.name, nullif(s.source, '')) as who, s.country, e.sector,
            e.office, s.act, s.form, s.content as words, s.source, s.cue, s.content_spans, s.within, s.confidence,
            s.because
        from statements s join readings r on r.article = s.article
        left join entities e on e.article = s.article and e.id = s.speaker
        where {_STANDS.format("s")}""",
    "who_did_what": f"""
        select e.article, e.id, {_PRINTED}, e.ontology, e.type, e.mode, e.actors, e.actor_countries, e.recipients,
            e.recipient_countries, e.place, e.earliest, e.latest, f.status, f.value, e.trigger as words,
            e.trigger_spans, e.confidence, e.because
        from events e join readings r on r.article = e.article
        left join factuality f on f.article = e.article and f.event = e.id and f.holder = ['author']
        where {_STANDS.format("e")}""",
    "whose_word": f"""
        select f.article, f.event, {_PRINTED}, e.type, e.mode, e.trigger as words, e.actors, e.recipients,
            f.holders[-1] as who, f.holders as chain, f.status, f.certainty, f.polarity, f.frame, f.value, f.because
        from factuality f join events e on e.article = f.article and e.id = f.event
        join readings r on r.article = f.article
        where {_STANDS.format("e")}""",
    "dyads": """
        select w.article, w.id, w.published, w.outlet, w.type, w.mode, w.status, w.earliest, w.latest,
            coalesce(a.country, a.name) as actor, coalesce(b.country, b.name) as recipient,
            len(e.recipient_ids) = 0 as mutual, w.words
        from who_did_what w join events e on e.article = w.article and e.id = w.id
        join entities a on a.article = e.article and list_contains(e.actor_ids, a.id)
        join entities b on b.article = e.article and case
            when len(e.recipient_ids) > 0 then list_contains(e.recipient_ids, b.id)
            else list_contains(e.actor_ids, b.id) and a.n < b.n end""",
    "claimed": """
        select id, verdict, type, json_extract_string(claim, '$.summary') as summary, earliest, latest,
            cast(json_array_length(claim, '$.voices') as integer) as voices,
            json_extract_string(claim, '$.because') as because
        from claims""",
    "voices": """
        select c.id as claim, c.verdict, c.type, json_extract_string(c.claim, '$.summary') as summary,
            v ->> '$.holder' as who, v ->> '$.country' as country, v ->> '$.stance' as stance,
            v ->> '$.since' as since, v ->> '$.origin' as origin,
            cast(v ->> '$.author' as boolean) as in_its_own_name, v ->> '$.quote.text' as words,
            v ->> '$.quote.article' as article, cast(v ->> '$.quote.span' as integer[]) as span,
            cast(v ->> '$.articles' as varchar[]) as articles
        from (select *, unnest(json_extract(claim, '$.voices[*]')) as v from claims) c""",
}
