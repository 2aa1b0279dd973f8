#!/usr/bin/env bash
# Two layers behind the trunk for the four of a built encoder: bash train/shallower.sh DATA WORK (an hour on two cores).
# WORK is the folder of `train/encoder.sh`, whose model has four. Trunk, events and factuality stay as they are, to the
# last bit: `shared.onnx` alone is replaced, and the table of confidence fitted anew.
set -euo pipefail
data=$1 work=$2
program=${PROGRAM:-.venv/bin/python} trainer=${TRAINER:-.venv-train/bin/python}
model=src/reportedly/data/en/encoder
export PYTHONPATH=src
test -d "$work/teacher" || "$trainer" -m train.encoder recover "$model" -o "$work/teacher"
"$program" -m train.encoder.attributed -o "$work/said.jsonl"
learn="--head statements=$work/statements.jsonl --head statements=$work/second.jsonl --dev statements=$data/statements/polnear.dev.jsonl
       --text $work/stories.jsonl --text $work/abroad.jsonl --text $work/said.jsonl --start $work/teacher --faster 1 --average 0.99"
# shellcheck disable=SC2086
"$trainer" -m train.encoder distil $learn --passes 8 --rate 4e-4 --seed 4 -o "$work/shallower"
# shellcheck disable=SC2086
"$trainer" -m train.encoder distil $learn --student "$work/shallower" --passes 4 --rate 2e-4 --seed 7 -o "$work/shallowest"
"$trainer" -m train.encoder export "$work/shallowest" -o "$work/model"
cp "$work/model/shared.onnx" "$model/shared.onnx"
"$program" train/confidence.py "$data/statements/polnear.dev.jsonl" --write
