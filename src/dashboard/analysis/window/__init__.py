"""Returns over the window, and what moved when."""
