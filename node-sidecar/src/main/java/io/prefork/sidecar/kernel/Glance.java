package io.prefork.sidecar.kernel;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Pieces of some open files, to see whether any of them says something else than it did: nothing is
 * parsed, and nothing is made. Not thread-safe.
 */
public final class Glance {
  private static final int FIRST_FILES = 64;
  private static final int FIRST_BYTES = 8 * 1024;

  private final SystemCalls calls;
  private int[] descriptors = new int[FIRST_FILES];
  private int[] offsets = new int[FIRST_FILES];
  private int[] places = new int[FIRST_FILES + 1];
  private long[] lengths = new long[FIRST_FILES];
  private int files;
  private ByteBuffer now = Kernel.buffer(FIRST_BYTES);
  private ByteBuffer before = Kernel.buffer(FIRST_BYTES);
  private long nowAddress;
  private long beforeAddress;

  public Glance(Kernel kernel) {
    calls = kernel.calls();
    locate();
  }

  private void locate() {
    nowAddress = calls.address(now);
    beforeAddress = calls.address(before);
  }

  /** Looks at nothing any more. */
  public void clear() {
    files = 0;
  }

  /**
   * Looks at this one too, from now on. It has to stay open until {@link #clear}.
   *
   * @param offset of the piece in the file
   * @param bytes of the piece; a shorter file is no error
   */
  public void add(Descriptor file, int offset, int bytes) {
    makeRoom(places[files] + bytes);
    descriptors[files] = file.number();
    offsets[files] = offset;
    lengths[files] = 0;
    places[++files] = places[files - 1] + bytes;
    now.limit(places[files]);
    before.limit(places[files]);
  }

  private void makeRoom(int bytes) {
    if (files == descriptors.length) {
      descriptors = Arrays.copyOf(descriptors, 2 * files);
      offsets = Arrays.copyOf(offsets, 2 * files);
      lengths = Arrays.copyOf(lengths, 2 * files);
      places = Arrays.copyOf(places, 2 * files + 1);
    }
    if (bytes > now.capacity()) {
      // What has been read is forgotten with them: the next look is the first one.
      now = Kernel.buffer(2 * bytes);
      before = Kernel.buffer(2 * bytes);
      locate();
    }
  }

  /**
   * Whether all of them say what they said at the call before, and none has become unreadable since
   * its process has ended. At the first call after {@link #add} they do not.
   */
  public boolean isSame() {
    boolean same = true;
    for (int i = 0; i < files; i++) {
      int place = places[i];
      int bytes = places[i + 1] - place;
      long got = calls.call(Call.PREAD, descriptors[i], nowAddress + place, bytes, offsets[i], 0);
      if (got != lengths[i] || got <= 0) {
        same = false;
        lengths[i] = got;
        blank(place, bytes, Math.max(0, got));
      }
    }
    same &= now.mismatch(before) < 0;
    swap();
    return same;
  }

  /** What a longer text leaves behind is not to be taken for a difference. */
  private void blank(int place, int bytes, long got) {
    for (int at = place + (int) got; at < place + bytes; at++) {
      now.put(at, (byte) 0);
      before.put(at, (byte) 0);
    }
  }

  private void swap() {
    ByteBuffer spare = before;
    before = now;
    now = spare;
    long spareAddress = beforeAddress;
    beforeAddress = nowAddress;
    nowAddress = spareAddress;
  }
}
