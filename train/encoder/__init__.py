"""Training of the reader's learned core: one small pretrained encoder, one light head for each thing that is learned.

    python -m train.encoder vocabulary TEXTS.jsonl ... -o vocabulary.txt
    python -m train.encoder train --head statements=TRAIN.jsonl --vocabulary vocabulary.txt -o RUN
    python -m train.encoder distil --start RUN --head statements=TRAIN.jsonl --text TEXTS.jsonl -o SHALLOW
    python -m train.encoder evaluate RUN --head statements=DEV.jsonl -o PRED.jsonl
    python -m train.encoder export RUN -o FOLDER
    python -m train.encoder speed FOLDER --head statements=GOLD.jsonl
    python -m train.encoder roundtrip --head statements=TRAIN.jsonl
    python -m train.encoder smoke --head statements=TRAIN.jsonl

A head is one file in `heads/`, found by its name (see `heads/__init__.py`): it says how gold becomes numbers, what the
loss is, how the numbers become gold's format again, and how that is scored. Nothing else knows what is learned.
"""
