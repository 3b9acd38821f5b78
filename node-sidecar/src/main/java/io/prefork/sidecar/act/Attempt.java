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
   * Nothing was sent, and a moment later it may be: what takes the request is being opened anew.
   *
   * @param reason one line: what is not there yet
   */
  record NotYet(String reason) implements Attempt {}

  /**
   * Nothing was sent.
   *
   * @param reason one line: the object, the cause and, where there is one, the remedy
   */
  record Refused(String reason) implements Attempt {}
}
