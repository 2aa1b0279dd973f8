"""What training the encoder and reading with it share: text to numbers, and numbers back to spans. Needs numpy only.

`pieces` cuts a text with exact offsets, `windows` says which pieces are run together, `tags` and `pointers` turn a
model's outputs into spans and links, and there is a file for each head: what its outputs mean.
"""
