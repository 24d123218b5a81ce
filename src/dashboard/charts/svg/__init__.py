"""A Plotly figure of ours as an SVG, drawn by Python alone: no browser, no script."""
