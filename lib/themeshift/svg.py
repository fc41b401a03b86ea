"""Write the picture of an answer as SVG, which the explorer shows: as matplotlib does, in less time."""

import functools
import io
import itertools
import re

import numpy as np
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Affine2D

from themeshift.panels import draw_bands, use_style

DEFINED = re.compile(r'<defs>\s*<path (id="m\w+").*?</defs>', re.DOTALL)  # the shape of a marker, once in an SVG
SVG_METADATA, SVG_DPI = {"Date": None, "Creator": None}, 72


class _Renderer(RendererSVG):
    """Matplotlib's SVG, which remembers how large words are, and describes but once how open dots look."""

    def draw_path_collection(self, gc, transform, paths, sizes, offsets, to_places, *looks, **more):
        faces, edges, widths, lines = looks[:4]
        if len(faces) or not len(edges) == len(widths) == len(lines) == 1 or len(offsets) < len(paths):
            return super().draw_path_collection(gc, transform, paths, sizes, offsets, to_places, *looks, **more)
        dot = self.new_gc()
        dot.copy_properties(gc)
        dot.set_linewidth(widths[0])
        dot.set_dashes(*lines[0])
        dot.set_foreground(edges[0], isRGBA=True)
        look = self._get_clip_attrs(dot) | {"style": self._get_style(dot, None)}
        outlines = itertools.cycle(self._iter_collection_raw_paths(transform, paths, sizes))
        for place, (path, size) in zip(to_places.transform(offsets), outlines, strict=False):
            if np.isfinite(place).all():
                here = self._make_flip_transform(Affine2D(size.get_matrix()).translate(*place))
                self.writer.element("path", d=self._convert_path(path, here, True, path.should_simplify), **look)

    def get_text_width_height_descent(self, s, prop, ismath):
        return _measure_text(s, prop.copy(), ismath)


@functools.lru_cache(maxsize=4096)
def _measure_text(words, font, is_math):
    return text_to_path.get_text_width_height_descent(words, font, is_math)


def write_svg(fig):
    """Return a figure as the text of an SVG element: what ``fig.savefig`` writes, in less time."""
    picture = _draw_on_svg(fig, fig)
    return picture[picture.index("<svg") :]


def write_bands(answer, fig, svg):
    """Add the bands of an answer to its figure and to the SVG of it; return both.

    Where the bands leave the scale as it is, they and the key are all that is written: the rest takes most of the time.
    """
    drawn, scale = answer.panels[0].periods is None, fig.axes[0].get_ylim()
    fig = draw_bands(answer, fig)
    if not drawn or fig.axes[0].get_ylim() != scale:
        return fig, write_svg(fig)
    key, end = svg.index('<g id="legend_1">'), svg.rindex("</g>", 0, svg.rindex("<defs>"))  # the last of the figure
    svg, after, at, parts = svg[:key], svg[end:], 0, []
    for n, ax in enumerate(fig.axes, 1):
        below = svg.index('<g id="matplotlib.axis_', svg.index(f'<g id="axes_{n}">'))  # bands are under the axis
        parts += [svg[at:below], _write_part(fig, ax.collections[-1], f"band-{n}", svg)]
        at = below
    return fig, "".join([*parts, svg[at:], _write_part(fig, fig.legends[0], "key", svg), after])


def _write_part(fig, artist, name, svg):
    """Write a part of a figure as it stands in the SVG of the whole, but under names that no other group has."""
    whole, nothing = _draw_on_svg(fig, artist), _draw_on_svg(fig)
    part = whole[len(nothing) :].replace('<g id="', f'<g id="{name}-')
    return DEFINED.sub(lambda found: "" if found[1] in svg else found[0], part)


def _draw_on_svg(fig, *artists):
    """Draw artists of a figure on the canvas of an SVG, and return what is written."""
    picture, dpi = io.StringIO(), fig.dpi
    with use_style():
        fig.dpi = SVG_DPI
        try:
            size = fig.get_size_inches() * SVG_DPI
            renderer = _Renderer(*size, picture, image_dpi=SVG_DPI, metadata=SVG_METADATA)
            for artist in artists:
                artist.draw(renderer)
            if fig in artists:
                renderer.finalize()
        finally:
            fig.dpi = dpi
    return picture.getvalue()
