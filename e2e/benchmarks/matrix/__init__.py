"""What each mode gains and keeps on every server and Python that can be had."""
