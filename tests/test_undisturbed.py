"""The search is off inside, and afterwards as it was before."""

from __future__ import annotations

import gc

import pytest

from reportedly.undisturbed import undisturbed


def test_off_inside_and_on_again_whatever_happens() -> None:
    assert gc.isenabled()
    with pytest.raises(KeyError), undisturbed():
        assert not gc.isenabled()
        raise KeyError
    assert gc.isenabled()


def test_stays_off_where_it_was_off() -> None:
    with undisturbed():
        with undisturbed():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
