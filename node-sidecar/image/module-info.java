/** The sidecar inside its image: what jlink needs to know, and nothing else. */
module io.prefork.sidecar {}
