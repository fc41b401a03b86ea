"""Check a drawn figure as a printer would: nothing off the page, over another word, too small or too faint."""

import itertools

import matplotlib.text as mtext
import numpy as np
from matplotlib.colors import to_rgb

from themeshift.style import DOUBLE_COLUMN, measure_contrast

LEAST_POINTS, LEAST_CONTRAST = 6, 4.5
RAISED = 0.7  # size of an exponent, such as matplotlib writes on a logarithmic axis, beside its base


def find_texts(fig):
    """List the texts that are seen, with their boxes in pixels."""
    fig.draw_without_rendering()
    hidden = {
        label
        for ax in fig.axes
        for axis in (ax.xaxis, ax.yaxis)
        for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks())
        for label in (tick.label1, tick.label2)
        if not label.get_visible()
        or not axis.get_view_interval().min() - 1e-9 <= tick.get_loc() <= axis.get_view_interval().max() + 1e-9
    }
    texts = [one for one in fig.findobj(mtext.Text) if one.get_visible() and one.get_text().strip()]
    return [(one, one.get_window_extent()) for one in texts if one not in hidden and not _is_switched_off(one)]


def _is_switched_off(text):
    ax = text.axes
    return ax is not None and not ax.axison and text in ax.get_xticklabels() + ax.get_yticklabels()


def check_layout(fig):
    """Return what is wrong with a figure; an empty list, if nothing is."""
    texts, width = find_texts(fig), fig.get_figwidth()
    wrong = [f"wider than 175 mm: {width:.2f} in"] if width > DOUBLE_COLUMN + 1e-6 else []
    canvas = fig.bbox.padded(0.5)
    for one, box in texts:
        size = one.get_fontsize() * (RAISED if "^{" in one.get_text() else 1)
        if size < LEAST_POINTS:
            wrong.append(f"{one.get_text()!r} has {size:.3} pt")
        if not (canvas.contains(box.x0, box.y0) and canvas.contains(box.x1, box.y1)):
            wrong.append(f"{one.get_text()!r} leaves the canvas")
    for (one, a), (other, b) in itertools.combinations(texts, 2):
        inner_a, inner_b = a.padded(-0.75), b.padded(-0.75)
        if inner_a.overlaps(inner_b):
            wrong.append(f"{one.get_text()!r} overlaps {other.get_text()!r}")
    return wrong + _find_loose_titles(fig) + _find_faint(fig, texts)


def _find_loose_titles(fig):
    """Name the titles of panels that reach into another panel."""
    axes = [ax for ax in fig.axes if ax.axison]
    boxes = {ax: ax.get_tightbbox(for_layout_only=False) for ax in axes}
    titles = [(ax, one) for ax in axes for one in (ax.title, ax._left_title, ax._right_title) if one.get_text()]
    return [
        f"{title.get_text()!r} reaches into another panel"
        for ax, title in titles
        if any(title.get_window_extent().padded(-0.75).overlaps(boxes[other]) for other in axes if other is not ax)
    ]


def _find_faint(fig, texts):
    """Name the texts whose color is too near to what lies behind them."""
    looks = [one.get_alpha() for one, _ in texts]
    for one, _ in texts:
        one.set_alpha(0)  # made invisible, they would leave room that the layout would give to the axes
    fig.canvas.draw()
    pixels = np.asarray(fig.canvas.buffer_rgba())[..., :3] / 255
    for (one, _), alpha in zip(texts, looks, strict=True):
        one.set_alpha(alpha)
    wrong = []
    for one, box in texts:
        rows = slice(max(0, round(len(pixels) - box.y1)), max(1, round(len(pixels) - box.y0)))
        behind = pixels[rows, max(0, round(box.x0)) : max(1, round(box.x1))].reshape(-1, 3)
        if len(behind) and measure_contrast(to_rgb(one.get_color()), np.median(behind, axis=0)) < LEAST_CONTRAST:
            wrong.append(f"{one.get_text()!r} has too little contrast")
    return wrong


# Machado, G. M., Oliveira, M. M. & Fernandes, L. A. F. (2009). A physiologically-based model for simulation of color
# vision deficiency. IEEE Transactions on Visualization and Computer Graphics 15(6), 1291-1298: severity 1.0.
BLINDNESS = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


def simulate(color, kind):
    """Return the linear parts of a color as a color-blind eye has them."""
    parts = np.array(to_rgb(color))
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return np.clip(np.array(BLINDNESS.get(kind, np.eye(3))) @ linear, 0, 1)


def measure_distance(one, other, kind=None):
    """Return the distance of two colors in CIELAB (CIE 1976), as a color-blind eye has them."""
    matrix = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    lab = []
    for color in (one, other):
        xyz = np.array(matrix) @ simulate(color, kind) / (0.9505, 1, 1.089)
        x, y, z = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
        lab.append((116 * y - 16, 500 * (x - y), 200 * (y - z)))
    return float(np.linalg.norm(np.subtract(*lab)))
