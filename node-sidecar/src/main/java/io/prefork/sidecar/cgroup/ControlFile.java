package io.prefork.sidecar.cgroup;

import io.prefork.sidecar.kernel.BoundedFiles;
import io.prefork.sidecar.kernel.Descriptor;
import io.prefork.sidecar.kernel.KernelException;
import java.nio.charset.StandardCharsets;

/** A control file that stays open. */
final class ControlFile implements AutoCloseable {
  private Descriptor file;
  private byte[] seen;
  private Long number;

  /**
   * A file that is not there, or is a link, reads as null from now on.
   *
   * @param directory null for no file at all
   */
  ControlFile(BoundedFiles files, String directory, String name) {
    try {
      file = directory == null ? null : files.openNoFollow(directory + "/" + name);
    } catch (KernelException absent) {
      file = null;
    }
  }

  /** Its text at this moment, or null. */
  String read() {
    if (file == null) {
      return null;
    }
    try {
      return new String(file.readOnce(), StandardCharsets.ISO_8859_1);
    } catch (KernelException removed) {
      return null;
    }
  }

  /** The only number in it at this moment, or null. */
  Long number() {
    if (file == null) {
      return null;
    }
    try {
      byte[] text = file.readOnce();
      if (text != seen) {
        number = FlatText.number(new String(text, StandardCharsets.ISO_8859_1));
        seen = text;
      }
      return number;
    } catch (KernelException removed) {
      return null;
    }
  }

  @Override
  public void close() {
    if (file != null) {
      file.close();
      file = null;
    }
  }
}
