"""Break every input in thousands of ways and see that nothing is lost and nothing is silent: `python -m tests.faults`.

`damage` spoils bytes, tables, markup and archives; `slices` makes small corpora; `kinds` says how each kind of input
is read and measures independently whether all of it arrived; `trial` puts one damage to one kind and names what
came of it.
"""
