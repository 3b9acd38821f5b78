package io.prefork.sidecar.proc;

import java.nio.charset.StandardCharsets;

/** Parser of {@code /proc/PID/statm}. Source: {@code proc_pid_statm(5)}. */
public final class Statm {
  private Statm() {}

  /**
   * @param text the file
   * @param pageSize of this machine, bytes
   * @return resident set size, bytes
   * @throws MalformedProcException when the text is not a statm line
   */
  public static long residentBytes(byte[] text, long pageSize) throws MalformedProcException {
    Fields fields = new Fields(text, 0);
    long size = fields.number();
    long resident = fields.number();
    boolean more = fields.number() != Fields.NONE;
    if ((size | resident) < 0 || !more || resident > Long.MAX_VALUE / pageSize) {
      throw new MalformedProcException("statm", new String(text, StandardCharsets.ISO_8859_1));
    }
    return resident * pageSize;
  }
}
