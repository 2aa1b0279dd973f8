"""The analyst's desk in the browser: reads, follows, corrects and cites what a store holds."""

from reportedly.web.app import Settings, create_app, serve

__all__ = ["Settings", "create_app", "serve"]
