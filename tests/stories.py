"""Texts and tables of stories that several tests begin with."""

import pandas as pd


def write_texts(tmp_path, authors):
    rows = [{"id": f"d{n}", "date": f"19{n:02d}", "author": author, "text": f"peace {'and ' * n} war"}
            for n, author in enumerate(authors)]  # fmt: skip
    path = tmp_path / "texts.csv"
    pd.DataFrame(rows).to_csv(path, index=False)
    return path


def make_table(rates, low, high, texts=("a", "b", "c"), term="peace"):
    return pd.DataFrame({
        "term": term, "period": ["one", "two", "three"], "texts": 3, "texts_with": 2, "words": 1000, "count": 50,
        "rate": rates, "without_low": low, "without_high": high, "decisive_text": list(texts), "apart": False,
    })  # fmt: skip
