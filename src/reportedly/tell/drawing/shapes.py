"""The few shapes that drawings are made of."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

from reportedly.tell.sections.wording import shown

__all__ = ["shape", "svg", "words"]


def shape(tag: str, inside: Markup | str = "", **attributes: object) -> Markup:
    """An element; `class_` is `class`, underscores in other names are hyphens, numbers have one decimal."""
    named = Markup("").join(
        Markup(' {}="{}"').format(name.rstrip("_").replace("_", "-"), _number(value))
        for name, value in attributes.items()
    )
    return Markup("<{}{}>{}</{}>").format(
        Markup(tag), named, shown(inside) if type(inside) is str else inside, Markup(tag)
    )


def _number(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)


def words(text: str, x: float, y: float, **attributes: object) -> Markup:
    """A text at a place."""
    return shape("text", escape(shown(text)), x=x, y=y, **attributes)


def svg(
    name: str, title: str, description: str, size: tuple[float, float], inside: Iterable[Markup], **more: object
) -> Markup:
    """The whole drawing. It is a group and no image, since its marks are links; links are in the list as well.

    `more`: attributes of a drawing that stands alone in a file.
    """
    labels = shape("title", escape(title), id=f"{name}-title") + shape("desc", escape(description), id=f"{name}-desc")
    width, height = size
    return shape(
        "svg",
        labels + Markup("").join(inside),
        role="group",
        viewBox=f"0 0 {width:.0f} {height:.0f}",
        aria_labelledby=f"{name}-title {name}-desc",
        class_=f"drawn {name}",
        **more,
    )
