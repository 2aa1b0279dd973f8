"""The command line: parses arguments, calls the desk, prints. Every verb is a method or function of the same name.

Exit codes: 0 done; 1 some inputs could not be read (each named with its reason, the rest done); 2 usage; 3 the store is
busy or damaged; 130, 143 and 141 when stopped by Ctrl-C, TERM or a closed pipe, with what was done kept.

Heavy libraries are imported by the verb that needs them: `reportedly --help` loads none.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO, get_args

from reportedly.errors import ReportedlyError, UsageError
from reportedly.model import ONTOLOGIES, VERSION, ReaderKind, Skipped, schema

if TYPE_CHECKING:
    from types import FrameType

    from reportedly.actors import Actors
    from reportedly.desk import Desk
    from reportedly.intake import Options
    from reportedly.model import Dossier
    from reportedly.query import Query
    from reportedly.scale import Done
    from reportedly.sources import Sources
    from reportedly.watch import Look

__all__ = ["build_parser", "main"]

Plain = Mapping[str, Any]


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code; never raises."""
    # Products of matrices are small here: threads that wait for one another cost more than they bring.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    _prepare_streams()
    return _flushed(_guarded(argv))


def _guarded(argv: Sequence[str] | None) -> int:
    asked: list[int] = []
    try:
        with _terminable(asked):
            return _run(argv)
    except (KeyboardInterrupt, _Terminated):
        return _stopped(143 if asked else 130, "Stopped; what was done stays done.")
    except BrokenPipeError:
        return 141
    except ReportedlyError as error:
        return _stopped(error.exit_code, str(error))
    except OSError as error:
        return _stopped(1, f"Something could not be written or read: {error.strerror or error}.")
    except Exception as error:
        return _stopped(1, f"Internal error {type(error).__name__}: {error} (REPORTEDLY_DEBUG=1 shows where)")


def _flushed(code: int) -> int:
    """The exit code, once what was printed has really gone out."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _mute(sys.stdout)
        return 141
    except OSError as error:
        _mute(sys.stdout)
        return code or _stopped(1, f"The output could not be written: {error.strerror}.")
    return code


def _run(argv: Sequence[str] | None) -> int:
    parser = build_parser()
    try:
        args, rest = parser.parse_known_args(argv)
        if args.verb is None:
            parser.print_help(sys.stderr)
            return 2
        if rest:
            parser.error(f"unrecognized arguments: {' '.join(rest)}")
    except SystemExit as exit:
        return int(exit.code or 0)
    run: Callable[[argparse.Namespace], int] = args.run
    return run(args)


# --- arguments --------------------------------------------------------------------------------------------------


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "reportedly", description="To say what is known, on whose word.", allow_abbrev=False
    )
    parser.add_argument("--version", action="version", version=f"reportedly {VERSION}")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", title="verbs")

    def verb(name: str, run: Callable[[argparse.Namespace], int], help: str) -> argparse.ArgumentParser:
        made = verbs.add_parser(name, help=help, description=f"{help[0].upper()}{help[1:]}.", allow_abbrev=False)
        made.set_defaults(run=run)
        return made

    demo = verb("demo", _demo, "reads the bundled demo corpus and writes its dossier")
    demo.add_argument("-o", dest="output", default="demo", metavar="DIR")
    read = verb("read", _read, "reads inputs without a store, one reading a line")
    _takes_inputs(read)
    read.add_argument("-o", dest="output", metavar="OUT.jsonl")
    add = verb("add", _add, "reads inputs into a store")
    add.add_argument("store", metavar="STORE")
    _takes_inputs(add)
    _takes_name(add)
    add.add_argument("--who", type=_word, metavar="W", help="of a lake, the articles that name him")
    add.add_argument("--dyad", nargs=2, type=_word, metavar=("A", "B"), help="of a lake, the articles that name both")
    add.add_argument("--manifest", metavar="FILE.jsonl", help="list what became of each input, a line each")
    code = verb("code", _code, "reads a corpus into a folder of Parquet files, by many processes or machines")
    _takes_inputs(code)
    _takes_coding(code)
    watch = verb("watch", _watch, "looks at feeds and folders again and again, takes and tells what is new")
    watch.add_argument("store", metavar="STORE")
    _takes_inputs(watch)
    _takes_name(watch)
    _takes_watching(watch)
    _store_verbs(verb)
    _other_verbs(verb)
    return parser


def _store_verbs(verb: Callable[..., argparse.ArgumentParser]) -> None:
    reread = verb("reread", _reread, "reads all articles of a store again with this version")
    reread.add_argument("store", metavar="STORE")
    reread.add_argument("--compare", action="store_true", help="list which codings changed")
    reread.add_argument("--format", choices=["table", "jsonl", "csv"], default="table")
    _takes_reader(reread)
    remove = verb("remove", _remove, "takes out articles and all derived from them")
    remove.add_argument("store", metavar="STORE")
    remove.add_argument("ids", nargs="+", metavar="ID")
    remove.add_argument("--why", type=_word, default="", metavar="TEXT")
    _takes_name(remove)
    brief = verb("brief", _brief, "the dossier: what is known, who says so, who denies it")
    brief.add_argument("store", metavar="STORE")
    brief.add_argument("who", nargs="*", type=_word, metavar="WHO")
    for name in ("about", "since", "until"):
        brief.add_argument(f"--{name}", type=_word, metavar=name[0].upper())
    brief.add_argument("--dyad", nargs=2, type=_word, metavar=("A", "B"), help="where both are named")
    brief.add_argument("-o", dest="output", metavar="FILE", help=".html, .md, .json or .pdf")
    asking = {
        "statements": (_statements, "the statements that answer what is asked"),
        "events": (_events, "the events that answer what is asked"),
        "claims": (_claims, "what is claimed across articles, with the voices for and against"),
        "ledger": (_ledger, "predictions, warnings, threats and promises, and what became of them"),
        "timeline": (_timeline, "what happened when, each happening once"),
        "articles": (_articles, "the articles that answer what is asked"),
    }
    for name, (run, help) in asking.items():
        _takes_query(verb(name, run, help), events=name == "events")
    export = verb("export", _export, "writes the record in a form that other tools read")
    export.add_argument("store", metavar="STORE")
    for name in ("who", "about", "since", "until"):
        export.add_argument(f"--{name}", type=_word, metavar=name[0].upper())
    export.add_argument("--dyad", nargs=2, type=_word, metavar=("A", "B"))
    export.add_argument("--to", dest="form", required=True, metavar="FORM", help="polecat, gdelt, jsonld, csv, ...")
    export.add_argument("-o", dest="output", required=True, metavar="PATH", help="a file, a folder, or - ")
    back = verb("import", _import, "keeps what was corrected in an annotation tool as judgements")
    back.add_argument("store", metavar="STORE")
    back.add_argument("path", metavar="PATH", help="the file or folder that came back")
    back.add_argument("--from", dest="form", required=True, metavar="FORM", help="brat, cas or jsonl")
    back.add_argument("--accept", action="store_true", help="accept what was left as it was")
    back.add_argument("--why", type=_word, default="", metavar="TEXT")
    _takes_name(back)
    serve = verb("serve", _serve, "opens a store in the browser: read, follow, correct, cite")
    serve.add_argument("store", metavar="STORE")
    serve.add_argument("--port", type=int, default=8000, metavar="N")
    serve.add_argument(
        "--host", default="127.0.0.1", metavar="ADDRESS", help="to listen at; others than your own need a token"
    )
    serve.add_argument("--name", action="append", default=[], metavar="HOST", help="a name it may be called by besides")
    serve.add_argument(
        "--token-file", metavar="FILE", help="whose first line is asked for; one is made for other hosts"
    )
    serve.add_argument("--read-only", action="store_true", help="nothing can be judged or added")
    _takes_reader(serve)
    grade = verb("grade", _grade, "keeps your own grade of a source, A to F; without one, lists those you gave")
    grade.add_argument("store", metavar="STORE")
    grade.add_argument("source", nargs="?", type=_word, metavar="SOURCE")
    grade.add_argument("letter", nargs="?", type=_word, metavar="A-F")
    grade.add_argument("--why", type=_word, default="", metavar="TEXT")
    grade.add_argument("--by", type=_word, metavar="NAME")
    grade.add_argument("--format", choices=["table", "jsonl", "csv"], default="table")
    judge = verb("judge", _judge, "keeps your judgement on a statement, an event or an entity, for ever")
    judge.add_argument("store", metavar="STORE")
    judge.add_argument("id", metavar="ID")
    judge.add_argument("action", choices=["accept", "reject", "amend", "same", "different", "withdraw"])
    judge.add_argument("rest", nargs="*", type=_word, metavar="FIELD=VALUE | ID2")
    judge.add_argument("--why", type=_word, default="", metavar="TEXT")
    _takes_name(judge)


def _other_verbs(verb: Callable[..., argparse.ArgumentParser]) -> None:
    sql = verb("sql", _sql, "runs one SQL query that only reads")
    sql.add_argument("store", metavar="STORE")
    sql.add_argument("query", type=_word, metavar="QUERY", help="in quotation marks, or - for standard input")
    sql.add_argument("--limit", type=int, metavar="ROWS", help="the most rows that are given (10,000)")
    sql.add_argument("--seconds", type=float, metavar="S", help="the most time it may take (60)")
    sql.add_argument("--memory", type=int, metavar="MB", help="the most memory it may take (1,000)")
    sql.add_argument("--format", choices=["table", "jsonl", "csv"], default="table")
    verb("mcp", _mcp, "read-only tools for assistants").add_argument("store", metavar="STORE")
    resolve = verb("resolve", _resolve, "says who a bare actor phrase means")
    resolve.add_argument("phrases", nargs="+", type=_word, metavar="PHRASE")
    resolve.add_argument("--date", metavar="D")
    _takes_actors(resolve)
    resolve.add_argument("--format", choices=["table", "jsonl", "csv"], default="table")
    score = verb("score", _score, "scores readings against gold ones")
    score.add_argument("gold", metavar="GOLD")
    score.add_argument("pred", metavar="PRED")
    score.add_argument("--format", choices=["table", "jsonl"], default="table")
    verb("schema", _schema, "the JSON Schema of a reading")
    doctor = verb("doctor", _doctor, "versions, and the health of a store")
    doctor.add_argument("store", nargs="?", metavar="STORE")
    doctor.add_argument("--format", choices=["table", "jsonl"], default="table")


def _takes_inputs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("inputs", nargs="+", metavar="INPUT", help="files, folders, globs, or - for standard input")
    parser.add_argument("--as", dest="kind", metavar="FORMAT", help="text, html, jsonl, ...")
    parser.add_argument("--map", action="append", default=[], metavar="FIELD=COLUMN")
    parser.add_argument("--encoding", metavar="E")
    parser.add_argument("--limit", type=float, metavar="MB", help="the most that one article may have (20)")
    parser.add_argument("--repair", action="store_true", help="mend mojibake")
    parser.add_argument("--date", metavar="YYYY-MM-DD", help="when the articles were published")
    parser.add_argument("--body", action="store_true", help="the text is a clean article body")
    parser.add_argument("--sources", metavar="FILE", help="what you know of outlets, CSV or TOML: owner, state, agency")
    parser.add_argument("--fetch", action="store_true", help="fetch inputs that are URLs")
    _takes_reader(parser)


def _takes_coding(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-o", dest="output", required=True, metavar="FOLDER")
    parser.add_argument("--engine", choices=["local", "ray"], default="local", help="processes here, or a Ray cluster")
    parser.add_argument("--address", metavar="A", help="of a Ray cluster; without one, it is made on this machine")
    parser.add_argument("--shard", type=int, metavar="N", help="articles in a file (250)")
    parser.add_argument("--seconds", type=float, metavar="S", help="the most that one article may take (300)")


def _takes_watching(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--who", action="extend", nargs="+", type=_word, default=[], metavar="NAME", help="the watched")
    parser.add_argument("--every", type=float, default=15.0, metavar="MINUTES", help="how often to look (15)")
    parser.add_argument("--once", action="store_true", help="look once and stop")
    help = "follow summaries to their pages (if not said: those of feeds at URLs)"
    parser.add_argument("--full", action=argparse.BooleanOptionalAction, help=help)
    parser.add_argument("--format", choices=["table", "jsonl"], default="table")


def _takes_reader(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--reader", choices=get_args(ReaderKind), default="encoder")
    parser.add_argument("--model", metavar="SPACY_PIPELINE")
    parser.add_argument(
        "--ontology", action="append", default=[], metavar="NAME|FILE.toml", help="code this one, too; may be repeated"
    )
    _takes_actors(parser)
    parser.add_argument("--workers", type=int, default=1, metavar="N")


def _takes_actors(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--actors", metavar="FILE", help="people and bodies of your own, CSV or TOML; they go first")


def _takes_name(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--by", type=_word, metavar="NAME", help="who does this (your login name)")


#: What is asked of rows; of those of the second line several may be named, with commas or by naming the option again.
_ASKED = ("who", "to", "about", "place", "since", "until")
_ASKED_OF_SEVERAL = ("type", "mode", "status", "context", "sector", "ontology")
_OF_EVENTS_ONLY = ("context", "sector", "ontology")
_ALSO_CALLED = {"who": ("--actor",), "to": ("--recipient",)}


def _takes_query(parser: argparse.ArgumentParser, events: bool = False) -> None:
    parser.add_argument("store", metavar="STORE")
    for name in _ASKED:
        also = _ALSO_CALLED.get(name, ()) if events else ()
        parser.add_argument(f"--{name}", *also, dest=name, type=_word, metavar=name[0].upper())
    for name in _ASKED_OF_SEVERAL:
        if events or name not in _OF_EVENTS_ONLY:
            parser.add_argument(f"--{name}", action="append", type=_word, metavar=name[0].upper())
    parser.add_argument("--dyad", nargs=2, type=_word, metavar=("A", "B"))
    parser.add_argument("--format", choices=["table", "jsonl", "csv"], default="table")
    if events:
        _takes_counting(parser)


def _takes_counting(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--directed", action="store_true", help="the dyad's first acts on its second")
    parser.add_argument(
        "--count", metavar="FIELD[,FIELD]", help="how many events have each value: type, dyad, month, ..."
    )
    parser.add_argument(
        "--series", metavar="month|quarter|year", help="events by period, with quad counts and intensity"
    )
    parser.add_argument("--plot", metavar="FILE.svg", help="draw the series (by month, if not said)")
    parser.add_argument("--copies", action="store_true", help="count what was copied from another article, too")


def _word(typed: str) -> str:
    """A word that is no path: read as UTF-8 even where the locale had it as something else."""
    return typed if typed.isascii() else os.fsencode(typed).decode("utf-8", "replace")


def _options(args: argparse.Namespace) -> Options:
    """How to take inputs in. Raises `UsageError` for what makes no sense."""
    from reportedly import intake

    _check_workers(args)
    if args.date is not None and intake.iso_date(args.date) is None:
        raise UsageError(f"{args.date!r} is not a date: write YYYY-MM-DD, YYYY-MM or YYYY.")
    pairs = _pairs(args.map, "--map FIELD=COLUMN")
    if strange := [name for name in pairs if name not in intake.NAMES]:
        raise UsageError(f"--map: there is no field {strange[0]!r}; there are: {', '.join(sorted(intake.NAMES))}.")
    limit = intake.LIMIT if args.limit is None else int(args.limit * (1 << 20))
    if limit < 1:
        raise UsageError("--limit must be more than 0 MB.")
    return intake.Options(args.kind, args.encoding, args.repair, args.date, pairs, limit, args.fetch)


def _check_workers(args: argparse.Namespace) -> None:
    if args.workers < 1:
        raise UsageError("--workers must be at least 1.")


def _pairs(words: Iterable[str], what: str) -> dict[str, str]:
    pairs = [word.partition("=") for word in words]
    if not all(name and equals for name, equals, _ in pairs):
        raise UsageError(f"Write {what}.")
    return {name: value for name, _, value in pairs}


# --- verbs ------------------------------------------------------------------------------------------------------


def _desk(args: argparse.Namespace) -> Desk:
    from reportedly.desk import Desk

    # Where the words of a question name ontologies (`events`), nothing is read.
    added = args.ontology if hasattr(args, "reader") else ()
    return Desk(
        args.store,
        model=getattr(args, "model", None),
        reader=getattr(args, "reader", "encoder"),
        ontologies=(*ONTOLOGIES, *added),
        actors=_actors(args),
    )


def _actors(args: argparse.Namespace) -> Actors:
    """The user's own actors. Raises `UsageError`, naming file and line, for a file that cannot be used."""
    from reportedly import actors

    file = getattr(args, "actors", None)
    return actors.load(file) if file else actors.NONE


def _sources(args: argparse.Namespace) -> Sources:
    """What the user knows of outlets. Raises `UsageError`, naming file and line, for a file that cannot be used."""
    from reportedly import sources

    return sources.load(args.sources) if args.sources else sources.NONE


def _read(args: argparse.Namespace) -> int:
    options, known = _options(args), _sources(args)
    from reportedly import intake
    from reportedly.scale import read_all

    items = intake.open(args.inputs, options)
    coded = (*ONTOLOGIES, *args.ontology)
    found = read_all(
        items, body=args.body, model=args.model, workers=args.workers, reader=args.reader, ontologies=coded,
        actors=_actors(args),
    )  # fmt: skip
    failed = False
    with _Progress() as progress, _opened(args.output, keep=True) as file, contextlib.closing(found):
        for item in found:
            if isinstance(item, Skipped):
                failed |= item.lost
                _name_skipped([item])
            else:
                file.write(_line(known.named(item).to_dict()))
                file.flush()
            progress.step()
    return int(failed)


def _add(args: argparse.Namespace) -> int:
    options = _options(args)
    desk, known = _desk(args), _sources(args)
    if known:
        desk.know(known)
    with _Progress() as progress, _listed(args.manifest) as manifest:
        done = desk.add(
            args.inputs, options=options, body=args.body, workers=args.workers, by=args.by, on=progress.step,
            manifest=manifest, naming=[one for one in (args.who, *(args.dyad or ())) if one],
        )  # fmt: skip
    _name_skipped(done.skipped)
    lost = sum(item.lost for item in done.skipped)
    copies = f" ({len(done.copies)} of them copies)" if done.copies else ""
    print(f"{len(done.added)} added{copies}, {done.present} already there, {lost} could not be read")
    return int(lost > 0)


def _code(args: argparse.Namespace) -> int:
    options = _options(args)
    if args.address and args.engine != "ray":
        raise UsageError("--address goes with --engine ray.")
    from reportedly import scale

    with _Progress() as progress:
        done = scale.code(
            args.inputs, args.output, options=options, body=args.body, reader=args.reader, model=args.model,
            ontologies=(*ONTOLOGIES, *args.ontology), actors=_actors(args), known=_sources(args),
            workers=args.workers, engine=args.engine, address=args.address,
            size=scale.SIZE if args.shard is None else args.shard,
            limit=scale.SECONDS if args.seconds is None else args.seconds, on=progress.reach,
        )  # fmt: skip
    _name_skipped(done.skipped)
    before = f" ({done.shards - done.made} of them there already)" if done.made < done.shards else ""
    lost = f", {done.lost} could not be read" if done.lost else ""
    print(f"{done.articles} articles in {done.shards} shards{before}{lost}")
    return int(done.lost > 0)


@contextlib.contextmanager
def _listed(path: str | None) -> Iterator[Callable[[dict[str, Any]], None] | None]:
    """What writes the lines of a manifest as they come, so that it is right to the line at which a run was stopped."""
    if path is None:
        yield None
        return
    with _for_writing(Path(path)) as file:

        def write(row: dict[str, Any]) -> None:
            file.write(_line(row))
            file.flush()

        yield write


def _watch(args: argparse.Namespace) -> int:
    if not args.every >= 1:
        raise UsageError("--every must be at least 1 (minute).")
    options = _options(args)
    from reportedly.watch import watch

    desk, known = _desk(args), _sources(args)
    if known:
        desk.know(known)
    lost = False
    with _Progress() as progress:
        looks = watch(
            desk, args.inputs, every=args.every, once=args.once, who=args.who, full=args.full, options=options,
            body=args.body, workers=args.workers, by=args.by, on=progress.step,
        )  # fmt: skip
        for look in looks:
            progress.rest()
            _name_skipped(look.skipped)
            lost |= any(item.lost for item in look.skipped)
            _print_look(look, args)
            sys.stdout.flush()
    return int(lost)


def _print_look(look: Look, args: argparse.Namespace) -> None:
    """What is new; a look that found nothing is passed over in silence, unless it was the only one."""
    if args.format == "jsonl":
        _print_rows(look.news, "jsonl", [])
    elif look.added or args.once:
        copies = f", {look.copies} of them {'a copy' if look.copies == 1 else 'copies'}" if look.copies else ""
        about = f" about {', '.join(args.who)}" if args.who else ""
        found = f"{len(look.added)} new articles{copies}; {len(look.news)} things new{about}"
        print(f"{time.strftime('%Y-%m-%d %H:%M')}  {found}")
        if look.news:
            _print_rows(look.news, "table", ["kind", "says", "quote", "published", "outlet", "article"])


def _reread(args: argparse.Namespace) -> int:
    _check_workers(args)
    with _Progress() as progress:
        done = _desk(args).reread(compare=args.compare, workers=args.workers, on=progress.step)
    _name_skipped(done.skipped)
    if args.compare:
        _print_rows(done.changes, args.format, ["article", "layer", "id", "change", "fields"])
    if not args.compare or args.format == "table":
        print(f"{done.read} read again" + (f", {len(done.changes)} codings changed" if args.compare else ""))
    return int(bool(done.skipped))


def _serve(args: argparse.Namespace) -> int:
    from reportedly import web

    if not 0 < args.port < 65536:
        raise UsageError("--port is a number from 1 to 65535.")
    token = _token(args)
    hosts = web.Settings().hosts if _is_own(args.host) else (*web.Settings().hosts, args.host)
    settings = web.Settings(hosts=(*hosts, *(name.lower() for name in args.name)), token=token, readonly=args.read_only)
    shown = f"[{args.host}]" if ":" in args.host else args.host
    print(
        f"http://{shown}:{args.port}/" + (f"enter?token={token}" if token and not args.token_file else ""), flush=True
    )
    print("Ctrl-C stops it.", flush=True)
    web.serve(_desk(args), settings, args.host, args.port)
    return 0


def _is_own(host: str) -> bool:
    """Whether only this machine can reach an address."""
    return host in ("127.0.0.1", "localhost", "::1")


def _token(args: argparse.Namespace) -> str:
    """What is asked for before anything is shown: nothing on one's own machine, unless it is wanted."""
    if args.token_file:
        try:
            words = Path(args.token_file).read_text(encoding="utf-8").split()
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{args.token_file} cannot be read as a token: {error}") from error
        if not words or len(words[0]) < 12:
            raise UsageError(f"{args.token_file} holds no token of 12 characters or more.")
        return words[0]
    if _is_own(args.host):
        return ""
    import secrets

    return secrets.token_urlsafe(18)


def _remove(args: argparse.Namespace) -> int:
    gone = _desk(args).remove(args.ids, by=args.by, why=args.why)
    missing = [id for id in dict.fromkeys(args.ids) if id not in gone]
    _name_skipped(Skipped(id, f"There is no article of that id in {args.store}.") for id in missing)
    print(f"{len(gone)} removed")
    return int(bool(missing))


def _statements(args: argparse.Namespace) -> int:
    rows = _desk(args).statements(_query(args))
    return _print_rows(rows, args.format, ["published", "name", "act", "text", "id"])


def _events(args: argparse.Namespace) -> int:
    _check_counting(args)
    if args.count is not None:
        return _print_counts(args)
    if args.series or args.plot:
        return _print_series(args, args.series or "month")
    columns = ["type", "mode", "words", "actor_names", "recipient_names", "date", "holders", "status", "id"]
    return _print_rows(_desk(args).events(_query(args)), args.format, columns)


def _check_counting(args: argparse.Namespace) -> None:
    if args.count is not None and (args.series or args.plot):
        raise UsageError("Ask for --count or for a --series, one at a time; it is the series that is drawn.")
    if args.copies and not (args.count or args.series or args.plot):
        raise UsageError("--copies goes with --count or --series; a list of events has them anyway.")
    if args.plot and not args.plot.lower().endswith(".svg"):
        raise UsageError("--plot writes SVG: name a file that ends in .svg.")


def _print_counts(args: argparse.Namespace) -> int:
    from reportedly.series import counts

    fields = [name.strip() for name in args.count.split(",") if name.strip()]
    facts = list(_desk(args).facts(_query(args), copies=args.copies))
    _print_rows(counts(facts, fields), args.format, [*fields, "events", "articles"])
    if args.format == "table":
        print(_counted(facts, args))
    return 0


def _print_series(args: argparse.Namespace, by: str) -> int:
    from reportedly.series import COLUMNS, series

    facts = list(_desk(args).facts(_query(args), copies=args.copies))
    rows = series(facts, by, args.since, args.until)
    if args.plot:
        from reportedly.tell.drawing.series import draw

        # The status stands in the line of what is counted.
        told = replace(_query(args), status=None).told()
        drawing = draw(rows, by, f"Events by {by}{f': {told}' if told else ''}", [_counted(facts, args)])
        with _opened(args.plot) as file:
            file.write(f"{drawing}\n")
    _print_rows(rows, args.format, COLUMNS)
    if args.format == "table":
        print(_counted(facts, args))
    return 0


def _counted(facts: Sequence[Plain], args: argparse.Namespace) -> str:
    """What a table or a drawing has counted, in a line."""
    from reportedly.query import COUNTED

    articles = len({fact["article"] for fact in facts})
    status = ", ".join(one.strip() for words in args.status or COUNTED for one in words.split(","))
    copies = "counted" if args.copies else "left out"
    return f"n = {len(facts)} events in {articles} articles, by the articles' own word ({status}); copies {copies}."


def _claims(args: argparse.Namespace) -> int:
    rows: Iterable[Plain] = _desk(args).claims(_query(args))
    if args.format == "table":
        rows = ({**row, "says": [_stance_of(voice) for voice in row["voices"]]} for row in rows)
    return _print_rows(rows, args.format, ["verdict", "type", "date", "summary", "says", "id"])


def _stance_of(voice: Plain) -> str:
    return f"{voice['holder']} {voice['stance']}"


def _ledger(args: argparse.Namespace) -> int:
    columns = ["kind", "holder", "said", "quote", "condition", "window", "state", "because", "id"]
    return _print_rows(_desk(args).ledger(_query(args)), args.format, columns)


def _timeline(args: argparse.Namespace) -> int:
    return _print_rows(_desk(args).timeline(_query(args)), args.format, ["date", "type", "status", "text", "claim"])


def _articles(args: argparse.Namespace) -> int:
    return _print_rows(_desk(args).articles(_query(args)), args.format, ["id", "published", "outlet", "title"])


def _sql(args: argparse.Namespace) -> int:
    asked = {name: getattr(args, name) for name in ("limit", "seconds", "memory")}
    query = sys.stdin.read() if args.query == "-" else args.query
    desk = _desk(args)
    found = desk.sql(query, **{name: value for name, value in asked.items() if value is not None})
    if re.search(r"\b(claims|claimed|voices)\b", query, re.IGNORECASE) and not desk.weighed():
        _say(f"Claims have not been weighed since the store changed last; `reportedly claims {args.store}` does that.")
    _print_rows(found, args.format, found.columns)
    if found.cut:
        _say(f"There are more rows than these {len(found)}; --limit gives more.")
    return 0


def _mcp(args: argparse.Namespace) -> int:
    from reportedly import mcp

    mcp.serve(_desk(args))
    return 0


def _query(args: argparse.Namespace) -> Query:
    from reportedly.query import Query

    one = {name: getattr(args, name) for name in _ASKED}
    several = {name: getattr(args, name, None) for name in _ASKED_OF_SEVERAL}
    return Query(
        dyad=tuple(args.dyad) if args.dyad else None,
        directed=getattr(args, "directed", False),
        **one,
        **{name: None if words is None else ",".join(words) for name, words in several.items()},
    )


def _judge(args: argparse.Namespace) -> int:
    other, changes = None, None
    if args.action in ("same", "different"):
        if len(args.rest) != 1:
            raise UsageError(f"`{args.action}` takes one second id.")
        (other,) = args.rest
    elif args.action == "withdraw" and args.rest:
        other = args.rest[0]
    elif args.rest:
        changes = _pairs(args.rest, "FIELD=VALUE")
    made = _desk(args).judge(args.id, args.action, other=other, changes=changes, why=args.why, by=args.by)
    print(f"kept: {made.action} {made.id}" + (f" {made.other}" if made.other else ""))
    return 0


def _grade(args: argparse.Namespace) -> int:
    desk = _desk(args)
    if args.source is None:
        return _print_rows(desk.grades(), args.format, ["source", "grade", "by", "at", "why"])
    if args.letter is None:
        raise UsageError("Say which grade: reportedly grade STORE SOURCE A-F.")
    desk.grade(args.source, args.letter, why=args.why, by=args.by)
    print(f"kept: {args.source} {args.letter.upper()}")
    return 0


def _brief(args: argparse.Namespace) -> int:
    output = _output_for(args.output)
    dossier = _desk(args).brief(
        args.who, about=args.about, dyad=tuple(args.dyad) if args.dyad else None, since=args.since, until=args.until
    )
    with _opened(args.output) as file:
        output(dossier, file)
    return 0


def _export(args: argparse.Namespace) -> int:
    from reportedly.query import Query

    asked = Query(
        who=args.who, about=args.about, since=args.since, until=args.until,
        dyad=tuple(args.dyad) if args.dyad else None,
    )  # fmt: skip
    with _Progress() as progress:
        rows = _desk(args).export(args.form, args.output, asked, on=progress.step)
    _say(f"{rows} rows written to {args.output}")
    return 0


def _import(args: argparse.Namespace) -> int:
    done = _desk(args).import_(args.path, args.form, by=args.by, why=args.why, accept=args.accept)
    _name_skipped(done.skipped)
    counts = [f"{sum(one.action == action for one in done.judgements)} {said}" for action, said in _DONE.items()]
    print(f"{', '.join(counts)}; {len(done.skipped)} could not be taken")
    return int(bool(done.skipped))


#: What judgements that are taken in do.
_DONE = {"amend": "amended", "reject": "rejected", "accept": "accepted"}


def _output_for(path: str | None) -> Callable[[Dossier, TextIO], None]:
    """What writes a dossier to a file of that ending; Markdown where there is no file."""
    from reportedly import shelf

    suffix = Path(path).suffix.lower() if path and path != "-" else ".md"
    modules = [shelf.load("tell", name) for name in shelf.names("tell")]
    known = {module.suffix: module.write for module in modules if hasattr(module, "suffix")}
    if suffix not in known:
        raise UsageError(f"No way to write {suffix or 'a file without ending'}; there are: {', '.join(sorted(known))}.")
    write: Callable[[Dossier, TextIO], None] = known[suffix]
    return write


def _resolve(args: argparse.Namespace) -> int:
    from reportedly import gazetteer

    columns = ["text", "name", "country", "sector", "office", "because"]
    known = _actors(args)
    found = [gazetteer.resolve(phrase, args.date, known) for phrase in args.phrases]
    return _print_rows([{name: getattr(one, name) for name in columns} for one in found], args.format, columns)


def _schema(args: argparse.Namespace) -> int:
    print(json.dumps(schema(), indent=2))
    return 0


def _score(args: argparse.Namespace) -> int:
    from reportedly.score import score

    found = score(_lines_of(args.gold), _lines_of(args.pred))
    if args.format == "jsonl":
        sys.stdout.write(_line(found))
        return 0
    rows = [
        {"layer": layer, "measure": name, "value": value}
        for layer, part in found.items()
        for name, value in part.items()
    ]
    return _print_rows(rows, "table", ["layer", "measure", "value"])


def _lines_of(path: str) -> list[dict[str, Any]]:
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines if line.strip()]
    except (OSError, ValueError) as error:
        raise UsageError(f"{path} is not a file of JSON Lines: {error}") from error


def _doctor(args: argparse.Namespace) -> int:
    from reportedly.desk import versions

    found: dict[str, Any] = {"versions": versions()}
    if args.store:
        found.update(_desk(args).doctor())
    if args.format == "jsonl":
        sys.stdout.write(_line(found))
        return 0
    flat = [{"what": what, "value": value} for what, value in _flat(found)]
    return _print_rows(flat, "table", ["what", "value"])


def _flat(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping) and value:
        for key, inner in value.items():
            yield from _flat(inner, f"{name} {key}".strip())
    elif isinstance(value, list) and value:
        for inner in value:
            yield name, inner
    else:
        yield name, "none" if value in ([], {}, None) else value


# --- the demo ---------------------------------------------------------------------------------------------------


def _demo(args: argparse.Namespace) -> int:
    from importlib import resources

    from reportedly.desk import Desk

    folder = Path(args.output)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"No folder can be made at {folder}: {error.strerror}.") from error
    desk = Desk(folder / "demo.db")
    with _Progress() as progress, resources.as_file(resources.files("reportedly").joinpath("data", "demo")) as corpus:
        files = sorted(path for path in corpus.iterdir() if path.suffix in (".txt", ".html", ".jsonl"))
        done = desk.add(files, on=progress.step)
    if done.present:
        # Another version may have read what is there already.
        desk.reread()
    _name_skipped(done.skipped)
    dossier = desk.brief()
    with _opened(str(folder / "dossier.html")) as file:
        _output_for("dossier.html")(dossier, file)
    _tell_demo(desk, folder)
    return int(bool(done.skipped))


def _tell_demo(desk: Desk, folder: Path) -> None:
    """What was found, in a screenful."""
    statements, events, articles = (
        sum(1 for _ in found) for found in (desk.statements(), desk.events(), desk.articles())
    )
    _print_rows(desk.articles(), "table", ["published", "outlet", "title"])
    claims = list(desk.claims())
    told = [claim for claim in claims if claim["verdict"] == "disputed"]
    told += [claim for claim in claims if claim not in told and any(len(v["positions"]) > 1 for v in claim["voices"])]
    told += [claim for claim in claims if claim not in told and claim["verdict"] in ("corroborated", "overtaken")]
    print("What is said by several, or by one and not by another:")
    _print_rows(told[:8], "table", ["verdict", "summary", "because"])
    print(f"{articles} articles, {statements} statements, {events} views on events, {len(claims)} claims")
    print(_visible(f"The dossier: {folder / 'dossier.html'}"))
    print(_visible(f"Ask more:    reportedly claims {folder / 'demo.db'} --who Moscow"))


# --- printing ---------------------------------------------------------------------------------------------------


def _print_rows(rows: Iterable[Plain], format: str, columns: Sequence[str]) -> int:
    """Rows for people (the named columns of them, as a table) or for programs (all of each). Returns exit code 0."""
    if format == "jsonl":
        for row in rows:
            sys.stdout.write(_line(row))
    elif format == "csv":
        _print_csv(list(rows), columns)
    else:
        _print_table(list(rows), columns)
    return 0


def _line(row: Plain) -> str:
    """One line of JSON; numbers that JSON lacks, met in a caller's own keys, become null."""
    try:
        return f"{json.dumps(row, ensure_ascii=False, allow_nan=False)}\n"
    except ValueError:
        plain = json.loads(json.dumps(row), parse_constant=lambda name: None)
        return f"{json.dumps(plain, ensure_ascii=False)}\n"


def _print_csv(rows: Sequence[Plain], columns: Sequence[str]) -> None:
    import csv

    from reportedly.tables import safe_cell

    # A header even where nothing was found, so that a spreadsheet has its columns.
    names = list(dict.fromkeys([name for row in rows for name in row] or columns))
    # All text in quotation marks: left to itself the writer forgets them around a carriage return.
    writer = csv.writer(sys.stdout, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(names)
    writer.writerows([safe_cell(row.get(name)) for name in names] for row in rows)


def _print_table(rows: Sequence[Plain], columns: Sequence[str]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    if not rows:
        print("Nothing found.")
        return
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in columns:
        # Ids are copied from the screen into the next command, so they are never cut.
        table.add_column(name.replace("_", " "), overflow="fold", no_wrap=name == "id", min_width=4)
    for row in rows:
        table.add_row(*(Text(_visible(_shown(row.get(name)))) for name in columns))
    # Into a file or a pipe a table is as wide as it reads well, unless the environment says otherwise.
    known = sys.stdout.isatty() or "COLUMNS" in os.environ
    Console(file=sys.stdout, width=None if known else 140, highlight=False, legacy_windows=False).print(table)


def _shown(value: Any) -> str:
    """A value as people read it."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, Mapping) and value.keys() == {"earliest", "latest"}:
        ends = [day for day in dict.fromkeys(value.values()) if day]
        return " to ".join(ends)
    if isinstance(value, Mapping) and "text" in value and "span" in value:
        return str(value["text"])
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


#: Control characters (an escape sequence in a page must not reach a terminal) and marks that reverse the order of text.
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def _visible(text: str) -> str:
    """The text on one line: white space as spaces, control characters as escapes."""
    text = re.sub(r"[\r\n\t\u2028\u2029]+", " ", text)
    return _UNSEEN.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def _say(sentence: str) -> None:
    with contextlib.suppress(OSError, ValueError):
        print(_visible(f"reportedly: {sentence}"), file=sys.stderr, flush=True)


def _name_skipped(skipped: Iterable[Skipped]) -> None:
    for item in skipped:
        _say(f"{item.origin}: {item.reason}")


# --- files and streams ------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _opened(path: str | None, keep: bool = False) -> Iterator[TextIO]:
    """Where output goes: standard output, or a file that takes its place only when it is whole.

    `keep`: if the work is stopped, what was written so far stays beside it under the name `.part`.
    """
    if path is None or path == "-":
        yield sys.stdout
        return
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        with _for_writing(target) as file:
            yield file
        return
    part = target.with_name(f"{target.name}.part")
    try:
        with _for_writing(part) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except BaseException:
        _leave(part, keep)
        raise


def _for_writing(path: Path) -> TextIO:
    try:
        # A lone surrogate in a caller's own keys comes out as the escape that JSON has for it.
        return path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from error


def _leave(part: Path, keep: bool) -> None:
    with contextlib.suppress(OSError):
        if keep and part.stat().st_size:
            _say(f"What was read so far is in {part}.")
        else:
            part.unlink(missing_ok=True)


def _prepare_streams() -> None:
    """UTF-8 whatever the locale, and somewhere to write even where a stream was closed."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def _mute(stream: TextIO) -> None:
    """Nobody reads any more: what is still buffered goes nowhere, without a complaint at exit."""
    with contextlib.suppress(OSError, ValueError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, stream.fileno())
        os.close(null)


class _Terminated(BaseException):
    """The process was asked to end (TERM)."""


@contextlib.contextmanager
def _terminable(asked: list[int]) -> Iterator[None]:
    """TERM raises here, so that files are closed and transactions end; it is kept in `asked`, since a query that it
    interrupts knows only that it was interrupted."""

    def stop(number: int, frame: FrameType | None) -> NoReturn:
        asked.append(number)
        raise _Terminated

    try:
        before = signal.signal(signal.SIGTERM, stop)
    except ValueError:
        # Called from a thread of somebody's program, which has signals of its own.
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _stopped(code: int, sentence: str) -> int:
    if os.environ.get("REPORTEDLY_DEBUG"):
        traceback.print_exc()
    _say(sentence)
    return code


class _Progress:
    """How far the work is: a bar on a terminal once it has taken two seconds, else one line a minute; on stderr."""

    def __init__(self) -> None:
        self._begun = self._said = time.monotonic()
        self._done = 0
        self._bar: Any = None
        self._tty = sys.stderr.isatty()

    def __enter__(self) -> _Progress:
        return self

    def __exit__(self, *error: object) -> None:
        if self._bar:
            self._bar.stop()

    def step(self, name: str = "") -> None:
        self._done += 1
        now = time.monotonic()
        if self._tty and now - self._begun > 2:
            self._show()
        elif now - self._said > 60:
            self._said = now
            _say(f"{self._done} done in {now - self._begun:.0f} s")

    def reach(self, done: Done) -> None:
        """How far a long run is, with its rate and, where that can be told, the time left."""
        left = done.seconds / done.share - done.seconds if done.share else None
        far = f", {done.share:.0%}, about {_time(left)} left" if done.share and left is not None else ""
        now = time.monotonic()
        self._done = done.articles
        if self._tty:
            self._show(f"{done.rate:.1f} articles/s{far}", done.share)
        elif now - self._said > 60:
            self._said = now
            _say(f"{done.articles} articles in {_time(done.seconds)}, {done.rate:.1f} a second{far}")

    def rest(self) -> None:
        """A stretch of the work is over; the next one is counted anew."""
        if self._bar:
            self._bar.stop()
        self._bar, self._done = None, 0
        self._begun = self._said = time.monotonic()

    def _show(self, more: str = "", share: float | None = None) -> None:
        if self._bar is None:
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

            shown = TextColumn("{task.fields[read]} read {task.fields[more]}")
            columns = (shown, BarColumn(), TimeElapsedColumn())
            self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
            self._bar.add_task("", total=None, read=0, more="")
            self._bar.start()
        total = None if share is None else 1.0
        self._bar.update(0, read=self._done, more=more, completed=share or 0.0, total=total)


def _time(seconds: float) -> str:
    """A stretch of time as people say it."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.0f} h"


if __name__ == "__main__":
    sys.exit(main())
