package io.prefork.sidecar.directive;

import io.prefork.protocol.Directive;
import io.prefork.protocol.Report;

/** Where the directive comes from, and the last good one that came from there. */
public interface Directives {

  /**
   * Looks again. A directive that cannot be used leaves the last one in force.
   *
   * @return whether another directive is in force than before
   */
  boolean refresh();

  /** The directive in force, or null before one could be read. */
  Directive current();

  /** What is wrong with the source, or null. */
  Report.Finding finding();
}
