"""Figures are saved all or not at all, with their captions, and panels grow."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from layout import check_layout

from themeshift import figures, files
from themeshift.checks import InputError
from themeshift.figures import Caption, make_panels, save_figure, title_figure, write_gallery
from themeshift.style import PAPER_STYLE


def test_a_figure_drawn_twice_has_the_same_bytes(tmp_path):
    numbers = pd.DataFrame({"rate": [1.5]}, index=pd.Index([1918], name="year"))
    first = {}
    for folder in ("one", "two"):
        with plt.style.context(PAPER_STYLE):
            fig, ax = plt.subplots(figsize=(3, 2))
            ax.plot([1918, 1919], [1.5, 2])
            assert isinstance(save_figure(fig, "rates", numbers, tmp_path / folder), Caption)
        first[folder] = {path.name: path.read_bytes() for path in (tmp_path / folder).iterdir() if path.name[0] != "."}
    assert first["one"] == first["two"]
    assert set(first["one"]) == {"rates.pdf", "rates.png", "rates.csv", "rates.md"}
    assert first["one"]["rates.csv"] == b"year,rate\n1918,1.5\n"
    assert first["one"]["rates.png"].startswith(b"\x89PNG")
    assert first["one"]["rates.pdf"].startswith(b"%PDF")


def test_a_figure_is_written_as_one_set(tmp_path, axes, monkeypatch):
    written = []
    monkeypatch.setattr(figures.files, "write_set", lambda folder, contents: written.append(sorted(contents)))
    save_figure(axes.figure, "rates", pd.DataFrame({"a": [1]}), tmp_path)
    assert written == [["rates.csv", "rates.md", "rates.pdf", "rates.png"]]
    assert figures.files is files


@pytest.mark.parametrize(
    ("name", "numbers"),
    [("rates", pd.DataFrame()), ("rates", None)]
    + [(name, pd.DataFrame({"a": [1]})) for name in ("../rates", "", ".", "a/b", "a\\b", ".hidden", "rates ", None, 5)],
)
def test_a_figure_without_numbers_or_name_leaves_nothing_behind(tmp_path, axes, name, numbers):
    with pytest.raises(InputError, match="figure"):
        save_figure(axes.figure, name, numbers, tmp_path / "figures")
    assert not list(tmp_path.iterdir())


# Captions


def test_a_caption_is_ready_for_markdown_and_latex():
    shown = Caption("rates_1", "5 % of *all* & more.", "A [line] rises.")
    assert shown.markdown == "![A \\[line\\] rises.](rates_1.png)\n\n*5 % of \\*all\\* &amp; more.*"
    assert r"\caption{5 \% of *all* \& more.}" in shown.latex
    assert r"\includegraphics[width=\textwidth,alt={A [line] rises.}]{rates_1.pdf}" in shown.latex
    assert shown._repr_markdown_().endswith("*In words:* A \\[line\\] rises.")


def test_the_caption_is_saved_beside_the_figure(tmp_path, axes):
    save_figure(axes.figure, "rates", pd.DataFrame({"a": [1]}), tmp_path, "What is seen.", "In words.")
    text = (tmp_path / "rates.md").read_text(encoding="utf-8")
    assert text.startswith("![In words.](rates.png)\n\n*What is seen.*\n\n```latex\n\\begin{figure}")


def test_without_a_caption_titles_and_numbers_make_one(tmp_path, axes):
    axes.set_title("Peace\nfalls", loc="left")
    shown = save_figure(axes.figure, "rates", pd.DataFrame({"rate": [1, 2.5], "term": "peace"}), tmp_path)
    assert shown == ("rates", "Peace falls.", "Peace falls: 2 rows of numbers; rate from 1 to 2.5.")


def test_a_quick_figure_is_shown_with_its_words_and_not_saved(axes, monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda *values, **options: shown.append((values, options)))
    monkeypatch.setattr(figures.files, "write_set", lambda *_: pytest.fail("saved"))
    assert figures.show_figure(axes.figure, alternative="A line rises.") is None
    assert shown == [((axes.figure,), {"metadata": {"image/png": {"alt": "A line rises."}}})]
    with pytest.raises(InputError):
        figures.show_figure(axes.figure)


def test_an_exponent_counts_as_the_small_letters_it_is(axes):
    axes.set_title("$10^{2}$", fontsize=8)
    assert any("5.6 pt" in fault for fault in check_layout(axes.figure))


def test_the_gallery_has_every_figure_with_its_caption(tmp_path, axes):
    save_figure(axes.figure, "rates", pd.DataFrame({"a": [1]}), tmp_path, "What is seen.", "In words.")
    text = write_gallery(tmp_path, {"02_count": ["rates"]})
    assert text == (tmp_path / "README.md").read_text(encoding="utf-8")
    assert "## 1. Rates\n\nFrom [02_count](../notebooks/02_count.ipynb).\n\n![In words.](rates.png)" in text
    with pytest.raises(InputError, match=r"curves.md: the caption .* is missing; run the notebook 02_count"):
        write_gallery(tmp_path, {"02_count": ["rates", "curves"]})


# Panels


@pytest.mark.parametrize("number", [1, 2, 3, 10])
def test_there_are_as_many_panels_as_titles_and_the_figure_grows(number):
    with plt.style.context(PAPER_STYLE):
        titles = [f"A title of several words, $number {n}$" for n in range(number)]
        fig, axes = make_panels(titles, columns=3, height=1.2)
        title_figure(fig, "A title over all of them that is longer than the page is wide, " * 3)
        assert len(axes) == len(fig.axes) == number
        assert fig.get_figheight() > 1.2 * -(-number // 3)
        assert check_layout(fig) == []
        plt.close(fig)


@pytest.mark.parametrize("titles", [[], "one", None, 3])
def test_panels_need_titles(titles):
    with pytest.raises(InputError, match="give a list, a title for each"):
        make_panels(titles)


def test_the_check_of_a_layout_finds_each_fault(axes):
    axes.set_axis_off()
    fig = axes.figure
    for place, words, options in [((0.1, 0.5), "fine", {}), ((0.5, 0.5), "small", {"fontsize": 5}),
                                  ((0.98, 0.8), "leaves the page", {}), ((0.12, 0.52), "covers", {}),
                                  ((0.5, 0.2), "faint", {"color": "#bbbbbb"})]:  # fmt: skip
        fig.text(*place, words, **options)
    faults = ["'small' has 5.0 pt", "'leaves the page' leaves the canvas", "'fine' overlaps 'covers'"]
    assert check_layout(fig) == [*faults, "'faint' has too little contrast"]


def test_the_last_panel_of_each_column_keeps_its_scale():
    fig, axes = make_panels(list("abc"), columns=2, sharex=True)
    assert [ax.xaxis.get_tick_params()["labelbottom"] for ax in axes] == [False, True, True]
    plt.close(fig)
