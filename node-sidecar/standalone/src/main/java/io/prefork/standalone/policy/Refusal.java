package io.prefork.standalone.policy;

/**
 * Something in a policy that cannot be used.
 *
 * @param field its path, such as {@code spec.gc.mode}; empty for the whole
 * @param message what is wrong with which value, and what to write instead
 */
public record Refusal(String field, String message) {

  @Override
  public String toString() {
    return field.isEmpty() ? message : field + ": " + message;
  }
}
