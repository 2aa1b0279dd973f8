"""The file endings that our own formats read: known without loading a format, most of which bring libraries."""

from __future__ import annotations

__all__ = ["ENDINGS"]

#: For the name of a format.
ENDINGS: dict[str, tuple[str, ...]] = {
    "csv": (".csv",),
    "feed": (".rss", ".atom", ".rdf", ".xml", ".feed"),
    "gzip": (".gz", ".gzip"),
    "html": (".html", ".htm", ".xhtml", ".shtml"),
    "jsonl": (".jsonl", ".ndjson", ".json"),
    "mail": (".eml", ".mbox", ".mht", ".mhtml"),
    "parquet": (".parquet", ".parq", ".pq"),
    "pdf": (".pdf",),
    "text": (".txt", ".text", ".md"),
    "tsv": (".tsv", ".tab"),
    "warc": (".warc", ".wet", ".wat"),
    "zip": (".zip", ".wacz"),
}
