package io.prefork.sidecar.kernel;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A small file that is looked at often and changes seldom: it is read only when its times, its size
 * or its inode have changed, when they are too young to tell, and now and then anyway.
 */
public final class SteadyFile {
  private static final int LOOKS_BETWEEN_READS = 8;
  private static final int STAMP_NUMBERS = 7;
  private static final int CHANGED_SECONDS = 5;

  /** A file system may keep its times to the second only. */
  private static final long YOUNG_SECONDS = 3;

  private static final long MILLIS_PER_SECOND = 1000;

  private final BoundedFiles files;
  private final String path;
  private final int limit;
  private ByteBuffer name;
  private long[] stamp = new long[STAMP_NUMBERS];
  private long[] seenStamp = new long[STAMP_NUMBERS];
  private byte[] content;
  private int looks;

  /**
   * @param path of the file; links are followed
   * @param limit bytes of it to read at most
   */
  public SteadyFile(BoundedFiles files, String path, int limit) {
    this.files = files;
    this.path = path;
    this.limit = limit;
  }

  /** The file now: the very same array as long as it holds the same. It must not be changed. */
  public byte[] read() throws KernelException {
    try {
      if (name == null) {
        name = Kernel.path(path);
      }
      files.stamp(name, path, stamp);
      boolean known = content != null && Arrays.equals(stamp, seenStamp);
      if (!known || isYoung() || ++looks >= LOOKS_BETWEEN_READS) {
        readAnew();
      }
      return content;
    } catch (KernelException failure) {
      content = null;
      throw failure;
    }
  }

  private boolean isYoung() {
    long age = System.currentTimeMillis() / MILLIS_PER_SECOND - stamp[CHANGED_SECONDS];
    return age < YOUNG_SECONDS;
  }

  private void readAnew() throws KernelException {
    byte[] now = files.read(path, limit);
    content = content != null && Arrays.equals(now, content) ? content : now;
    long[] spare = seenStamp;
    seenStamp = stamp;
    stamp = spare;
    looks = 0;
  }
}
