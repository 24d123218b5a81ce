"""What is kept on disk, safe with several processes."""
