"""Hours of load, recycles, reloads, kills and shutdowns under every mode, with libraries that are not written in Python."""
