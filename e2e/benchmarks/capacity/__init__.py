"""How many workers a memory limit holds: stock, tuned by hand, and grown by the sidecar."""
