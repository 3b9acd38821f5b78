package io.prefork.sidecar.proc;

/** Which processes there are to look at, where that is not simply all. */
public interface Pids {

  /** Their pids as {@code /proc} spells them, in any order; some may have ended. */
  String[] list();
}
