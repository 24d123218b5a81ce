"""Result objects in; Plotly figures out."""
