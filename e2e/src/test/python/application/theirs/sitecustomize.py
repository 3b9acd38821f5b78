"""A sitecustomize as an image may have one."""

import sys

sys.theirs = "sitecustomize of the image"
