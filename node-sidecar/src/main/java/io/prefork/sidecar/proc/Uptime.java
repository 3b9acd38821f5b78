package io.prefork.sidecar.proc;

import java.nio.charset.StandardCharsets;

/**
 * {@code /proc/uptime}. Source: {@code proc_uptime(5)}.
 *
 * @param seconds since the machine's start, suspended time included
 * @param idleSeconds that its processors have been idle, all added up
 */
public record Uptime(double seconds, double idleSeconds) {
  private static final int HUNDREDTHS = 100;

  /**
   * @throws MalformedProcException when the text is not two numbers with two decimal places each
   */
  public static Uptime parse(byte[] text) throws MalformedProcException {
    Fields fields = new Fields(text, 0);
    double up = seconds(fields);
    double idle = seconds(fields);
    if (up < 0 || idle < 0) {
      throw new MalformedProcException("uptime", new String(text, StandardCharsets.ISO_8859_1));
    }
    return new Uptime(up, idle);
  }

  /** Negative when there is no such number. */
  private static double seconds(Fields fields) {
    long whole = fields.numberBefore('.');
    long part = fields.number();
    return whole < 0 || part < 0 || part >= HUNDREDTHS
        ? Fields.NONE
        : (double) (whole * HUNDREDTHS + part) / HUNDREDTHS;
  }

  /** Processors that were idle in between, 1.0 is one; null when no time has passed. */
  public Double idleSince(Uptime before) {
    double passed = before == null ? 0 : seconds - before.seconds;
    return passed <= 0 ? null : Double.valueOf((idleSeconds - before.idleSeconds) / passed);
  }
}
