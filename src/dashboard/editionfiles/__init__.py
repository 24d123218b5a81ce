"""The files of an edition: its manifest, what is frozen and read back, its folder, its zip."""
