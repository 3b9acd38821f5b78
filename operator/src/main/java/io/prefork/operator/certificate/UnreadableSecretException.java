package io.prefork.operator.certificate;

/** The Secret holds something, but no authority and certificate that could be used. */
final class UnreadableSecretException extends RuntimeException {

  private static final long serialVersionUID = 1;

  UnreadableSecretException(Throwable cause) {
    super(cause.getMessage(), cause);
  }
}
