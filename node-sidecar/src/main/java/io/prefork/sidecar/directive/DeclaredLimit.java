package io.prefork.sidecar.directive;

import io.prefork.sidecar.kernel.BoundedFiles;
import io.prefork.sidecar.kernel.KernelException;
import io.prefork.sidecar.kernel.SteadyFile;
import java.nio.charset.StandardCharsets;

/**
 * The memory limit that the pod's spec declares for the server's container, from the file that the
 * kubelet keeps up to date ({@code resourceFieldRef} of {@code limits.memory}): a resize is in it
 * at once, where the container's cgroup follows only when there is room for it.
 */
public final class DeclaredLimit {
  private static final int MAX_BYTES = 32;

  private final SteadyFile file;
  private boolean absent;
  private byte[] seen = new byte[0];
  private Long bytes;

  /**
   * @param path of the file, which need not exist
   */
  public DeclaredLimit(BoundedFiles files, String path) {
    absent = path == null;
    file = absent ? null : new SteadyFile(files, path, MAX_BYTES);
  }

  /** Where there is no pod that could declare one. */
  public static DeclaredLimit none() {
    return new DeclaredLimit(null, null);
  }

  /** The limit at this moment; null when none is declared. */
  public Long bytes() {
    if (absent) {
      return null;
    }
    try {
      byte[] text = file.read();
      if (text != seen) {
        seen = text;
        bytes = number(text);
      }
    } catch (KernelException notThere) {
      // The files of a pod's volume are the same all its life: what is not there will not come.
      absent = bytes == null;
    }
    return bytes;
  }

  /** Null unless it is a positive whole number. */
  private static Long number(byte[] text) {
    try {
      long number = Long.parseLong(new String(text, StandardCharsets.ISO_8859_1).strip());
      return number > 0 ? (Long) number : null;
    } catch (NumberFormatException notANumber) {
      return null;
    }
  }
}
