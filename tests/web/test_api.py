"""The addresses of docs/api.md answer on the demo, and find something."""

from __future__ import annotations

import importlib.resources
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from reportedly.desk import Desk
from reportedly.web import create_app

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
ADDRESSES = re.findall(r"^\| `(/api/[^`]*)`", PAGE, re.MULTILINE)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    desk = Desk(tmp_path_factory.mktemp("api") / "demo.db")
    desk.add([str(importlib.resources.files("reportedly").joinpath("data", "demo", "*"))])
    desk.judge(desk.statements().list()[0]["id"], "accept", by="me")
    return TestClient(create_app(desk), base_url="http://localhost")


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_addresses_of_the_docs_find_something(address: str, client: TestClient) -> None:
    found = client.get(address)
    assert found.status_code == 200, found.text
    told = found.json()
    assert told.get("rows") or told.get("articles")


def test_every_address_is_described_and_in_the_docs(client: TestClient) -> None:
    described = {path for path in client.get("/openapi.json").json()["paths"] if path.startswith("/api/")}
    named = {address.partition("?")[0] for address in ADDRESSES}
    assert {path for path in described if "{" not in path} == named
    assert all(path.replace("{id}", "ID") in PAGE for path in described)


def test_a_dossier_needs_a_question_that_makes_sense(client: TestClient) -> None:
    assert client.get("/api/dossier").status_code == 400
    assert client.get("/api/dossier?who=Moscow&since=yesterday").status_code == 400


@pytest.mark.parametrize("who", ["Moscow", "Kremlin", "Soviet"])
def test_a_capital_stands_for_the_states_that_it_was_the_capital_of(client: TestClient, who: str) -> None:
    def ids(by: str) -> set[str]:
        rows = client.get("/api/search", params={"by": by, "kind": "event", "limit": 200}).json()["rows"]
        return {row["id"] for row in rows}

    assert len(ids("SUN")) > 20
    assert ids("SUN") <= ids(who)
