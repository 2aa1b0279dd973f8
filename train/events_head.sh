#!/usr/bin/env bash
# An encoder with a head of events, from a run without one: bash train/events_head.sh DATA WORK (about an hour on two
# cores). WORK holds what train/encoder.sh made. It writes WORK/encoder.onnx and ships nothing: see docs/models.md for
# what it gains and what it still costs.
set -euo pipefail
data=$1 work=$2
program=${PROGRAM:-.venv/bin/python} trainer=${TRAINER:-.venv-train/bin/python}
export PYTHONPATH=src
"$program" -m train.encoder.sentences "$data" -o "$work/eight"
"$program" -m train.encoder.sentences "$data" --packings 4 -o "$work/four"
more="--head statements=$work/statements.jsonl --head names=$work/statements.jsonl --head names=$work/abroad.jsonl
      --vocabulary $work/vocabulary.txt --passes 1 --average 0.99"
# The head learns; then the statements get back what that cost them; then the names.
# shellcheck disable=SC2086
"$trainer" -m train.encoder train --head "events=$work/eight/events.jsonl" $more --start "$work/second" \
  --batch 32 --faster 5 --rate 1.5e-4 --seed 3 -o "$work/third"
# shellcheck disable=SC2086
"$trainer" -m train.encoder train --head "events=$work/four/events.jsonl" $more --head "statements=$work/second.jsonl" \
  --start "$work/third" --batch 16 --rate 1e-4 --seed 5 -o "$work/fourth"
# shellcheck disable=SC2086
"$trainer" -m train.encoder train --head "events=$work/four/events.jsonl" $more --head "names=$work/stories.jsonl" \
  --start "$work/fourth" --batch 32 --rate 8e-5 --seed 7 -o "$work/fifth"
"$trainer" -m train.encoder export "$work/fifth" -o "$work/encoder.onnx"
