package io.prefork.standalone;

/** The process that was named is no master that can be watched; the message says what to do. */
final class NotAMasterException extends Exception {
  private static final long serialVersionUID = 1;

  NotAMasterException(String message) {
    super("process " + message);
  }
}
