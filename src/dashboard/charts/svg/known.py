"""What of Plotly this room can draw: the words our charts use; any other is an error by name.

A word that changes nothing on paper (what shows on touch, how a chart is zoomed) is known and
left out.  Everything else that a chart says must be drawn, so a new word has to be learnt here
first, with its drawing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Spec = Mapping[str, Any]


class UnknownMarkError(NotImplementedError):
    """
    A chart uses a word of Plotly that this drawer does not know.

    It is a fault of the program and no reader can mend it: the drawer has to learn the word.
    """

    def __init__(self, where: str, what: object) -> None:
        super().__init__(f"{where}: the drawer of SVG does not know {what!r}")
        self.where, self.what = where, what


# What a reader sees on touch only, and what is never drawn.
_SILENT = frozenset(
    {
        *("hovertext", "hoverinfo", "hoverlabel", "hovermode", "hoverongaps", "captureevents"),
        *("customdata", "ids", "meta", "name", "uirevision", "showlegend", "dragmode"),
        # Colours and sizes are always said where they are used.
        "template",
    }
)

TRACES: dict[str, frozenset[str]] = {
    "scatter": frozenset(
        {
            *("type", "x", "y", "xaxis", "yaxis", "mode", "opacity", "cliponaxis", "connectgaps"),
            *("line.color", "line.width", "line.dash", "fill", "fillcolor"),
            *("marker.color", "marker.size", "marker.symbol", "marker.opacity"),
            *("marker.line.color", "marker.line.width"),
            *("text", "textposition", "textfont.color", "textfont.size"),
        }
    ),
    "bar": frozenset(
        {
            *("type", "x", "y", "xaxis", "yaxis", "base", "width", "opacity"),
            *("marker.color", "marker.line.color", "marker.line.width"),
        }
    ),
    "histogram": frozenset(
        {
            *("type", "x", "xaxis", "yaxis", "xbins.start", "xbins.end", "xbins.size"),
            *("marker.color", "opacity"),
        }
    ),
    "candlestick": frozenset(
        {
            *("type", "x", "open", "high", "low", "close", "xaxis", "yaxis", "opacity"),
            *(
                f"{side}.{name}"
                for side in ("increasing", "decreasing")
                for name in ("line.color", "line.width", "fillcolor")
            ),
        }
    ),
    "heatmap": frozenset(
        {
            *(
                "type",
                "z",
                "zmin",
                "zmax",
                "xaxis",
                "yaxis",
                "xgap",
                "ygap",
                "colorscale",
                "showscale",
            ),
            *("text", "texttemplate", "textfont.color", "textfont.size", "opacity"),
        }
    ),
}
"""Words of each kind of trace, a word inside another after a dot."""

AXIS = frozenset(
    {
        *("type", "range", "domain", "anchor", "position", "side", "visible", "rangemode"),
        *("showgrid", "gridcolor", "zeroline", "zerolinecolor", "zerolinewidth"),
        *("tickvals", "ticktext", "tickformat", "labelalias", "nticks", "tickangle"),
        *("tickfont.color", "tickfont.size", "showticklabels", "ticks", "ticklen", "tickcolor"),
        # What shows on touch, and what is off in every chart.
        *("fixedrange", "automargin", "showline", "rangeslider.visible", "showspikes"),
        *("spikemode", "spikethickness", "spikedash", "spikecolor", "spikesnap"),
    }
)

ANNOTATION = frozenset(
    {
        *("text", "x", "y", "xref", "yref", "xanchor", "yanchor", "xshift", "yshift", "align"),
        *("showarrow", "ax", "ay", "arrowhead", "arrowwidth", "arrowcolor", "standoff"),
        *("font.color", "font.size", "font.family", "bgcolor", "borderpad", "opacity"),
    }
)

SHAPE = frozenset(
    {
        *("type", "x0", "x1", "y0", "y1", "xref", "yref", "xanchor", "yanchor"),
        *("xsizemode", "ysizemode"),
        *("line.color", "line.width", "line.dash", "fillcolor", "layer", "opacity"),
    }
)

LAYOUT = frozenset(
    {
        *("width", "height", "paper_bgcolor", "plot_bgcolor", "bargap", "barmode"),
        *(f"margin.{side}" for side in "lrtb"),
        *("font.family", "font.size", "font.color", "annotations", "shapes"),
    }
)

FIXED = {
    "connectgaps": (False,),
    "showline": (False,),
    "automargin": (False,),
    "rangeslider.visible": (False,),
    "showscale": (False,),
    "arrowhead": (0,),
    "texttemplate": ("%{text}",),
    "fill": ("toself",),
    "barmode": ("overlay", "group"),
    "side": ("left", "bottom", "top"),
    "ticks": ("", "outside"),
    "rangemode": ("normal", "tozero"),
    "tickangle": (0, -90),
    "xsizemode": ("scaled", "pixel"),
    "ysizemode": ("scaled", "pixel"),
    "layer": ("above", "below"),
    "dash": ("solid", "dot", "dash", "longdash", "dashdot", "longdashdot"),
}
"""Words of which only these values are drawn."""


def check(given: Spec, known: frozenset[str], where: str) -> None:
    """
    Refuse a word that is not among the known ones, or a value that is not drawn.

    Parameters
    ----------
    given : mapping
        A trace, an axis, an annotation, a shape or a layout.
    known : frozenset of str
        Its words.
    where : str
        What it is, for the error.

    Raises
    ------
    UnknownMarkError
    """
    for word, value in _words(given):
        if word.split(".")[0] in _SILENT:
            continue
        if word not in known:
            raise UnknownMarkError(where, word)
        allowed = FIXED.get(word, FIXED.get(word.rsplit(".", 1)[-1]))
        if allowed is not None and value not in allowed:
            raise UnknownMarkError(where, f"{word} {value}")


def _words(given: Spec, before: str = "") -> Iterator[tuple[str, Any]]:
    """Words that are set, those inside another one with its name and a dot before them."""
    for name, value in given.items():
        if value is None:
            continue
        # A packed array is a mapping too, and one value.
        if isinstance(value, Mapping) and "bdata" not in value and name != "labelalias":
            yield from _words(value, f"{before}{name}.")
        else:
            yield before + name, value


def part(given: Spec, path: str, default: Any = None) -> Any:
    """
    Value behind a dotted word, or the default where nothing is said.

    >>> part({"line": {"width": 2}}, "line.width", 1), part({}, "line.width", 1)
    (2, 1)
    """
    found: Any = given
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
        if found is None:
            return default
    return found


def needed(given: Spec, path: str, where: str) -> Any:
    """Value behind a word without which nothing is drawn; a default of Plotly's is none of ours."""
    found = part(given, path)
    if found is None:
        raise UnknownMarkError(where, f"no {path}")
    return found


def each(value: Any, n: int) -> Sequence[Any]:
    """
    One value a point: the same for all of them where one alone is given.

    >>> each("a", 2), each(["a", "b"], 2)
    (['a', 'a'], ['a', 'b'])
    """
    return value if isinstance(value, list | tuple) else [value] * n
