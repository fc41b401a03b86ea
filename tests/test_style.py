"""What figures look like: shapes, colors and sizes of any number of names, told apart by every eye."""

import itertools

import pytest
from layout import BLINDNESS, measure_distance

from themeshift.style import (
    COLORS,
    assign_colors,
    assign_shapes,
    choose_text_color,
    escape_label,
    measure_contrast,
    size_by_words,
)


def test_importing_the_library_leaves_the_style_alone():
    import subprocess
    import sys

    code = "import matplotlib as m; a = dict(m.rcParams); import themeshift.figures; assert dict(m.rcParams) == a"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_area_of_a_dot_grows_with_words():
    assert size_by_words([4500, 9000]).tolist() == [100, 200]
    assert size_by_words([9000, 1]).tolist() == [200, 5]  # never too small to see
    assert size_by_words([]).tolist() == []


def test_letters_are_seen_as_well_as_novels():
    assert size_by_words([30, 60]).tolist() == [30, 60]
    assert size_by_words([50_000, 100_000]).tolist() == [225, 450]
    assert size_by_words([30], longest=60).tolist() == [30]  # one row of a picture is measured as the others


def test_known_genres_keep_their_shapes():
    assert assign_shapes(["article", "report", "message"]) == {"article": "D", "report": "o", "message": ">"}


def test_a_genre_of_others_takes_no_shape_of_one_that_is_there():
    shapes = assign_shapes(["sermon", "speech", "letter", "ode"])
    assert (shapes["speech"], shapes["letter"]) == ("s", "^") and len(set(shapes.values())) == 4


def test_any_genre_has_a_shape():
    assert assign_shapes(["b", "x", "a"], vocabulary=["a", "b"]) == {"b": "s", "x": "D", "a": "o"}
    many = assign_shapes([f"genre {n}" for n in range(30)], vocabulary=[])
    assert many["genre 0"] == many["genre 11"] == many["genre 22"] == "o"


def test_any_number_of_themes_has_colors():
    colors = assign_colors(range(20))
    assert len(set(colors.values())) == 7
    assert colors[0] == colors[7] == COLORS["blue"]
    assert COLORS["light"] not in colors.values()


def test_a_dollar_is_no_formula(axes):
    axes.set_title(escape_label("$x_1$ and $y^2"))
    axes.figure.canvas.draw()
    assert axes.title._preprocess_math(axes.title.get_text()) == ("$x_1$ and $y^2", False)


def test_the_colors_of_themes_are_told_apart_by_every_eye():
    colors = assign_colors(range(7)).values()
    for kind in (None, *BLINDNESS):
        least = min(measure_distance(one, other, kind) for one, other in itertools.combinations(colors, 2))
        assert least > 10, kind  # CIELAB 1976; a difference of 2.3 is just seen


def test_a_grey_print_tells_the_first_four_themes_apart():
    greys = sorted(measure_contrast(color, "black") for color in list(assign_colors(range(4)).values()))
    assert min(high / low for low, high in itertools.pairwise(greys)) > 1.1


def test_contrast_is_that_of_the_web_guidelines():
    assert measure_contrast("black", "white") == measure_contrast("white", "black") == 21
    assert measure_contrast("#777777", "white") == pytest.approx(4.48, abs=0.005)  # the grey that just fails


@pytest.mark.parametrize("color", [*COLORS.values(), "white", "black", "#777777"])
def test_text_on_any_color_has_contrast(color):
    assert measure_contrast(choose_text_color(color), color) >= 4.5


def test_a_label_keeps_the_order_of_what_stands_beside_a_word_written_leftward():
    assert escape_label("לחם (1 of 2)") == "\u200eלחם\u200e (1 of 2)"
    assert escape_label("bread (1 of 2)") == "bread (1 of 2)"
