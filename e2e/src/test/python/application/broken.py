"""An application that cannot be loaded."""

raise RuntimeError("this application does not load")
