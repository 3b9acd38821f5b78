"""How often workers that leak are replaced: at a limit set by hand, and by the sidecar."""
