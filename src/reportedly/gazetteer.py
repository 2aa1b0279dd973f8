"""Countries, demonyms, capitals as metonyms, offices and office-holders by date, agencies, cities, role nouns."""
