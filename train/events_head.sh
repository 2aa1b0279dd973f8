#!/usr/bin/env bash
# The shipped encoder with a head of events of its own: bash train/events_head.sh DATA WORK (half an hour on two cores).
# The statements and names stay as they are, to the last bit. With a third argument, five heads more, each learned
# without a fifth of the scored texts, for `python bench/run.py --only events --folds WORK`.
set -euo pipefail
data=$1 work=$2 folds=${3:-}
program=${PROGRAM:-.venv/bin/python} trainer=${TRAINER:-.venv-train/bin/python}
model=src/reportedly/data/en/encoder
export PYTHONPATH=src
"$program" -m train.encoder.sentences "$data" -o "$work"
test -d "$work/base" || "$trainer" -m train.encoder recover "$model" --without events -o "$work/base"

# head GOLD RUN MODEL
head() {
  "$trainer" -m train.encoder train --head "events=$1" --vocabulary "$work/base/vocabulary.txt" --start "$work/base" \
    --frozen_body --passes 6 --batch 32 --faster 5 --rate 5e-4 --average 0.99 --seed 3 -o "$2"
  "$trainer" -m train.encoder export "$2" -o "$3"
}

for fold in ${folds:+0 1 2 3 4}; do
  head "$work/without-$fold.jsonl" "$work/run-$fold" "$work/fold-$fold"
done
head "$work/events.jsonl" "$work/run" "$model"
