#!/usr/bin/env bash
# Five heads of events, each learned without a fifth of the scored texts: bash train/events_folds.sh DATA WORK BASE
# (about half an hour on two cores). BASE is a run or a model without a head of events (train/encoder.sh makes one), WORK gets
# what `python bench/run.py --only events --folds WORK` takes.
set -euo pipefail
data=$1 work=$2 base=$3
program=${PROGRAM:-.venv/bin/python} trainer=${TRAINER:-.venv-train/bin/python}
export PYTHONPATH=src
"$program" -m train.encoder.sentences "$data" -o "$work"
if test -d "$base"; then "$trainer" -m train.encoder export "$base" -o "$work/base.onnx"; else cp "$base" "$work/base.onnx"; fi
"$trainer" -m train.encoder recover "$work/base.onnx" -o "$work/base"
for fold in 0 1 2 3 4; do
  "$trainer" -m train.encoder train --head "events=$work/without-$fold.jsonl" --vocabulary "$work/base/vocabulary.txt" \
    --start "$work/base" --passes 1 --batch 32 --faster 5 --rate 1.5e-4 --average 0.99 --seed 3 -o "$work/run-$fold"
  "$trainer" -m train.encoder export "$work/run-$fold" -o "$work/fold-$fold.onnx"
done
