package io.prefork.sidecar.proc;

import java.nio.charset.StandardCharsets;

/**
 * A process's memory by {@code /proc/PID/smaps_rollup}, bytes. Source: {@code
 * Documentation/ABI/testing/procfs-smaps_rollup} and {@code proc_pid_smaps(5)}.
 *
 * @param rss {@code Rss}
 * @param pss {@code Pss}
 * @param shared {@code Shared_Clean + Shared_Dirty}
 * @param unshared {@code Private_Clean + Private_Dirty}
 * @param privateDirty {@code Private_Dirty}
 * @param anonymous {@code Anonymous}
 */
public record Rollup(
    long rss, long pss, long shared, long unshared, long privateDirty, long anonymous) {

  private static final long KIB = 1024;
  private static final byte[] UNIT = label("kB");
  private static final byte[] RSS = label("\nRss:");
  private static final byte[] PSS = label("\nPss:");
  private static final byte[] SHARED_CLEAN = label("\nShared_Clean:");
  private static final byte[] SHARED_DIRTY = label("\nShared_Dirty:");
  private static final byte[] PRIVATE_CLEAN = label("\nPrivate_Clean:");
  private static final byte[] PRIVATE_DIRTY = label("\nPrivate_Dirty:");
  private static final byte[] ANONYMOUS = label("\nAnonymous:");

  /**
   * @throws MalformedProcException when one of the seven lines is missing or is no number of kB
   */
  public static Rollup parse(byte[] text) throws MalformedProcException {
    Fields fields = new Fields(text, 0);
    long rss = bytes(fields, text, RSS);
    long pss = bytes(fields, text, PSS);
    long sharedClean = bytes(fields, text, SHARED_CLEAN);
    long sharedDirty = bytes(fields, text, SHARED_DIRTY);
    long privateClean = bytes(fields, text, PRIVATE_CLEAN);
    long privateDirty = bytes(fields, text, PRIVATE_DIRTY);
    long anonymous = bytes(fields, text, ANONYMOUS);
    return new Rollup(
        rss, pss, sharedClean + sharedDirty, privateClean + privateDirty, privateDirty, anonymous);
  }

  /** Behind the line before it, where the kernel writes it, or else wherever it is. */
  private static long bytes(Fields fields, byte[] text, byte[] label)
      throws MalformedProcException {
    if (!fields.find(label)) {
      fields.restart();
      if (!fields.find(label)) {
        throw malformed(text, label);
      }
    }
    fields.skipBlanks();
    long number = fields.numberBefore(' ');
    if (number < 0 || number > Long.MAX_VALUE / KIB || !fields.isNext(UNIT)) {
      throw malformed(text, label);
    }
    return number * KIB;
  }

  private static MalformedProcException malformed(byte[] text, byte[] label) {
    return new MalformedProcException("smaps_rollup, line " + text(label).trim(), text(text));
  }

  private static byte[] label(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
