"""The API against its own description: whatever is sent that the description allows, nothing breaks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from reportedly.desk import Desk
from reportedly.web import create_app

schemathesis = pytest.importorskip("schemathesis", reason="the package schemathesis is not installed")
HOST = {"host": "localhost"}


def test_nothing_breaks_and_answers_are_as_described(demo_store: Path) -> None:
    schema = schemathesis.openapi.from_asgi("/openapi.json", create_app(Desk(demo_store, reader="rules")), headers=HOST)
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) == 9
    for operation in operations:
        _try(operation)


def _try(operation: Any) -> None:
    @given(case=operation.as_strategy())
    @settings(max_examples=25, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    def sent(case: Any) -> None:
        answer = case.call(headers=HOST)
        assert answer.status_code < 500, (operation.label, answer.status_code)
        case.validate_response(answer, excluded_checks=[schemathesis.checks.CHECKS.get_one("positive_data_acceptance")])

    sent()
