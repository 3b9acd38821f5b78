package io.prefork.sidecar.proc;

/**
 * {@code /proc/uptime}. Source: {@code proc_uptime(5)}.
 *
 * @param seconds since the machine's start, suspended time included
 * @param idleSeconds that its processors have been idle, all added up
 */
public record Uptime(double seconds, double idleSeconds) {

  /**
   * @throws MalformedProcException when the text is not two numbers
   */
  public static Uptime parse(String text) throws MalformedProcException {
    int space = text.indexOf(' ');
    if (space < 1) {
      throw new MalformedProcException("uptime", text);
    }
    try {
      return new Uptime(
          Double.parseDouble(text.substring(0, space)),
          Double.parseDouble(text.substring(space + 1).trim()));
    } catch (NumberFormatException notANumber) {
      throw new MalformedProcException("uptime", text);
    }
  }

  /** Processors that were idle in between, 1.0 is one; null when no time has passed. */
  public Double idleSince(Uptime before) {
    double passed = before == null ? 0 : seconds - before.seconds;
    return passed <= 0 ? null : Double.valueOf((idleSeconds - before.idleSeconds) / passed);
  }
}
