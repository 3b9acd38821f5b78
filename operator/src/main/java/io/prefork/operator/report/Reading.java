package io.prefork.operator.report;

import io.prefork.protocol.Report;

/** What came of asking one pod for its report. */
public sealed interface Reading {

  /**
   * Why there is no report to use; the name is what metrics show, and conditions after {@code
   * Report}.
   */
  enum Reason {
    /** No connection, or it broke. */
    Unreachable,
    /** No whole answer in time. */
    TimedOut,
    /** More bytes than a report can have. */
    TooLarge,
    /** An HTTP status other than 200, or a body that is no report. */
    Malformed,
    /** A report of a format that this operator does not read. */
    UnknownVersion,
    /** A report that speaks for another pod: its address was reused. */
    OtherPod,
    /** A report whose figures cannot be. */
    Implausible,
    /** A report that was taken too long ago. */
    Stale
  }

  /**
   * @param report checked: of this pod, recent, its figures possible
   */
  record Answered(Report report) implements Reading {}

  /**
   * @param message one line, without the pod's name and without figures that change from one
   *     attempt to the next
   */
  record Failed(Reason reason, String message) implements Reading {}
}
