#!/usr/bin/env bash
# The shipped encoder with a head of factuality of its own: bash train/factuality_head.sh DATA WORK (about half an hour on
# two cores). DATA holds the factuality data, unpacked. Five heads more are trained, each without a fifth of MEANTIME's
# sentences, so that what is said of those, in the table and in its figures, is said of sentences that a head never saw.
set -euo pipefail
data=$1/factuality work=$2
program=${PROGRAM:-.venv/bin/python} trainer=${TRAINER:-.venv-train/bin/python}
model=src/reportedly/data/en/encoder
export PYTHONPATH=src
mkdir -p "$work"
wiki=$data/fact.meantime.train.jsonl
lines=$(wc -l < "$wiki")
test -d "$work/base" || "$trainer" -m train.encoder recover "$model" --without factuality -o "$work/base"

# head_of PASSES WIKI RUN MODEL: the few sentences of WIKI count twice
head_of() {
  cat "$data/fact.uw.train.jsonl" "$2" "$2" > "$3.jsonl"
  "$trainer" -m train.encoder train --head "factuality=$3.jsonl" --vocabulary "$work/base/vocabulary.txt" \
    --start "$work/base" --frozen_body --passes "$1" --batch 16 --faster 3 --rate 3e-4 --average 0.99 --seed 3 -o "$3"
  "$trainer" -m train.encoder export "$3" -o "$4"
}

held=()
for fold in 0 1 2 3 4; do
  first=$((lines * fold / 5)) last=$((lines * (fold + 1) / 5))
  sed -n "$((first + 1)),${last}p" "$wiki" > "$work/held-$fold.jsonl"
  sed "$((first + 1)),${last}d" "$wiki" > "$work/rest-$fold.jsonl"
  head_of 6 "$work/rest-$fold.jsonl" "$work/run-$fold" "$work/fold-$fold"
  held+=("$work/held-$fold.jsonl=$work/fold-$fold")
done
head_of 6 "$wiki" "$work/run" "$model"
"$program" train/values.py "$data/fact.uw.dev.jsonl" "${held[@]}" --write
