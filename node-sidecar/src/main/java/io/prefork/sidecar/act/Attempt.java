package io.prefork.sidecar.act;

/** What became of a request to the server; its effect shows later, if at all. */
public sealed interface Attempt {

  /**
   * Sent, once.
   *
   * @param workers that it is about: for a change of size perhaps fewer than asked for, since one
   *     signal moves one worker
   */
  record Sent(int workers) implements Attempt {}

  /**
   * Nothing was sent.
   *
   * @param reason one line: the object, the cause and, where there is one, the remedy
   */
  record Refused(String reason) implements Attempt {}
}
