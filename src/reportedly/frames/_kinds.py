"""Columns of values as a frame of pandas, polars or Arrow. The only place that imports any of the three."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from reportedly.errors import NotInstalled
from reportedly.frames._shapes import Shape

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

__all__ = ["to_arrow", "to_pandas", "to_polars"]

Columns = Mapping[str, list[Any]]
Shapes = Mapping[str, Shape]


def to_pandas(values: Columns, shapes: Shapes) -> pd.DataFrame:
    """Lists and mappings stay what they are, in columns of objects."""
    pandas = _library("pandas", "pandas")
    kinds = {"text": "str", "int": "Int64", "real": "float64", "flag": "boolean"}
    series = {
        name: pandas.Series(values[name], dtype=kinds[shape] if isinstance(shape, str) else "object")
        for name, shape in shapes.items()
    }
    frame: pd.DataFrame = pandas.DataFrame(series, columns=list(shapes))
    return frame


def to_polars(values: Columns, shapes: Shapes) -> pl.DataFrame:
    polars = _library("polars", "polars")
    plain = {"text": polars.String, "int": polars.Int64, "real": polars.Float64, "flag": polars.Boolean}

    def kind(shape: Shape) -> Any:
        if isinstance(shape, list):
            return polars.List(kind(shape[0]))
        if isinstance(shape, dict):
            return polars.Struct({name: kind(inner) for name, inner in shape.items()})
        return plain[shape]

    frame: pl.DataFrame = polars.DataFrame(dict(values), schema={name: kind(shape) for name, shape in shapes.items()})
    return frame


def to_arrow(values: Columns, shapes: Shapes) -> pa.Table:
    arrow = _library("pyarrow", "arrow")
    plain = {"text": arrow.string(), "int": arrow.int64(), "real": arrow.float64(), "flag": arrow.bool_()}

    def kind(shape: Shape) -> Any:
        if isinstance(shape, list):
            return arrow.list_(kind(shape[0]))
        if isinstance(shape, dict):
            return arrow.struct([(name, kind(inner)) for name, inner in shape.items()])
        return plain[shape]

    made: pa.Table = arrow.table(
        {name: arrow.array(values[name], type=kind(shape)) for name, shape in shapes.items()},
        schema=arrow.schema([(name, kind(shape)) for name, shape in shapes.items()]),
    )
    return made


def _library(name: str, extra: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise NotInstalled(name, extra) from error
