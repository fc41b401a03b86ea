"""What is said under a picture is what its numbers are."""

import pandas as pd

from themeshift.captions import describe_authors, describe_documents, describe_rates
from themeshift.story import load_story


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


def test_whose_texts_are_counted_is_said(tmp_path):
    story = load_story(write_texts(tmp_path, ["Ann", "Ann", "Ann", "Ben", "Cy"]), themes=["peace"])
    assert describe_authors(story) == [
        "Counted are the texts by Ann alone, 3 of 5; those by Ben and Cy are shown, but not counted (`AUTHOR` chooses)."
    ]
    assert describe_authors(load_story(write_texts(tmp_path, ["Ann", "Ann", "Ben", "Ben"]), themes=["peace"])) == []
    many = load_story(write_texts(tmp_path, ["Ann"] * 5 + ["B", "C", "D", ""]), themes=["peace"])
    assert "5 of 9; those by 4 others" in describe_authors(many)[0]


def test_those_who_see_no_picture_are_told_of_a_second_height_and_of_gaps():
    table = make_table([9.0, 1.0, 5.0], [0] * 3, [0] * 3)
    assert describe_rates(table) == (
        "peace is highest in one (9.0 in 1,000 words), high again in three (5.0) and lowest in two (1.0)."
    )
    assert "again" not in describe_rates(table.assign(rate=[9.0, 3.0, 5.0]))  # what lies between is not half as low
    assert describe_rates(table.assign(rate=[9.0, 0.0, 0.0])).endswith("and absent from two and three.")
    days = pd.to_datetime(["1917-11-08", "1917-12-01", "1918-03-01"])
    texts = pd.DataFrame({"date": days, "date_end": days, "genre": ["note", "note", "letter"]}, index=list("abc"))
    assert describe_documents(texts) == (
        "3 texts, 8 November 1917 to 1 March 1918: note (2) and letter (1). 1917 has most, 2. "
        "The longest time without a text is from 1 December 1917 to 1 March 1918."
    )


def test_years_before_the_common_era_are_told(tmp_path):
    for name, text in {"-0043": "peace war peace", "-0020": "war gold", "0014": "gold gold peace"}.items():
        (tmp_path / f"{name}.txt").write_text(text)
    story = load_story(tmp_path, themes=["peace"])
    assert describe_documents(story.documents).startswith("3 texts, 1 January -0043 to 31 December 0014")
