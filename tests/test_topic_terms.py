"""Topics are told by their terms: measures by hand, labels that belong to words and not to numbers."""

import numpy as np
import pytest
from test_topics import TERMS, of_passages

from themeshift.checks import InputError
from themeshift.topic_terms import load_topic_labels, measure_coherence, measure_exclusivity, rank_exclusive_terms


def test_coherence_by_hand():
    # Of 4 passages a and b are in the first two, c in the third: p(a) = p(b) = p(a, b) = 1/2, p(c) = 1/4.
    counts = of_passages([[1, 2, 0], [1, 1, 0], [0, 0, 3], [0, 0, 0]])
    assert measure_coherence(np.array([[0.5, 0.5, 0]]), counts, top=2)[0] == pytest.approx(1)  # only together
    assert measure_coherence(np.array([[0.5, 0, 0.5]]), counts, top=2)[0] == -1  # never together
    three = measure_coherence(np.array([[0.4, 0.3, 0.3]]), counts, top=3)[0]
    assert three == pytest.approx((1 - 1 - 1) / 3)
    alike = of_passages([[1, 1], [1, 0], [0, 1], [0, 0]])
    assert measure_coherence(np.array([[0.5, 0.5]]), alike, top=2)[0] == pytest.approx(0)  # 1/4 = 1/2 * 1/2


def test_exclusivity_by_hand():
    topics = np.array([[0.6, 0.4, 0, 0], [0.2, 0, 0.5, 0.3]])
    assert measure_exclusivity(topics, top=2).tolist() == pytest.approx([(0.6 / 0.8 + 1) / 2, 1])
    assert measure_exclusivity(np.ones((4, 10)) / 10).tolist() == pytest.approx([0.25] * 4)
    assert rank_exclusive_terms(topics, top=2, among=3)[0].tolist() == [1, 0]


def write_labels(path, mark="m", terms=("a, b, c, d, e", "f, e, d, c, b"), labels=("one", "two")):
    rows = [f'{mark},{i},"{first}",{label},read' for i, (first, label) in enumerate(zip(terms, labels, strict=True), 1)]
    path.write_text("fingerprint,topic,terms,label,reason\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


TOPICS = np.array([[6.0, 5, 4, 3, 2, 1], [1.0, 2, 3, 4, 5, 6]]) / 21


def test_the_labels_of_a_reader_are_loaded(tmp_path):
    labels = load_topic_labels(TOPICS, TERMS, "m", write_labels(tmp_path / "topics.csv"))
    assert labels["label"].to_dict() == {1: "one", 2: "two"}
    assert (labels["by"] == "reader").all()


def test_a_label_holds_while_three_of_five_words_are_the_same(tmp_path):
    path = write_labels(tmp_path / "topics.csv", terms=("a, b, c, x, y", "f, e, x, y, z"))
    assert load_topic_labels(TOPICS, TERMS, "m", path)["by"].tolist() == ["reader", "provisional"]


def test_a_label_follows_its_topic_to_another_number(tmp_path):
    path = write_labels(tmp_path / "topics.csv", terms=("a, b, x, y, z", "u, e, d, c, b"))
    labels = load_topic_labels(TOPICS[::-1], TERMS, "m", path)  # the first is now f, e, d, c, b
    assert labels["label"].tolist() == ["two", "a, b, c"]


def test_no_two_topics_have_one_label(tmp_path):
    path = write_labels(tmp_path / "topics.csv", terms=("a, b, c, d, e",), labels=("one",))
    labels = load_topic_labels(TOPICS[[0, 0]], TERMS, "m", path)
    assert sorted(labels["by"]) == ["provisional", "reader"]


@pytest.mark.parametrize("change", [{"mark": "other"}, {"terms": ("x, y", "y, z")}, None])
def test_a_topic_that_nobody_has_read_has_its_first_words_for_a_label(tmp_path, change):
    path = tmp_path / "topics.csv" if change is None else write_labels(tmp_path / "topics.csv", **change)
    labels = load_topic_labels(TOPICS, TERMS, "m", path)
    assert labels["label"].tolist() == ["a, b, c", "f, e, d"]
    assert (labels["by"] == "provisional").all()


def test_an_empty_label_is_named(tmp_path):
    with pytest.raises(InputError, match=r"topics\.csv: topic 2 of the model m has no label; read it and write one"):
        load_topic_labels(TOPICS, TERMS, "m", write_labels(tmp_path / "topics.csv", labels=("one", " ")))


def test_two_labels_of_one_topic_are_named(tmp_path):
    path = write_labels(tmp_path / "topics.csv")
    path.write_text(path.read_text() + 'm,2,"f, e, d, c, b",three,read\n')
    with pytest.raises(InputError, match="topic 2 of the model m has two rows; take one out"):
        load_topic_labels(TOPICS, TERMS, "m", path)


def test_a_file_of_labels_without_a_column_is_named(tmp_path):
    (tmp_path / "topics.csv").write_text("fingerprint,topic,label\nm,1,one\n")
    with pytest.raises(InputError, match=r"topics\.csv has no column 'terms'"):
        load_topic_labels(TOPICS, TERMS, "m", tmp_path / "topics.csv")
