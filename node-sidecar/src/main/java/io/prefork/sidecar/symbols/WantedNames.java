package io.prefork.sidecar.symbols;

import java.io.IOException;
import java.util.Arrays;

/** Where in a string table the names of the collector's functions begin. */
final class WantedNames {
  private static final int PIECE_BYTES = 16 * 1024;

  /** Longer ones are C++'s or Rust's. */
  private static final int LONGEST_NAME = 1024;

  /** CPython has some 250. */
  private static final int MOST_NAMES = 8 * 1024;

  /** First and last position of each, in one number so that they can be sorted together. */
  private long[] ranges = new long[512];

  private int count;
  private boolean complete;

  private WantedNames() {}

  /**
   * Reads the table once, in pieces, and keeps positions only.
   *
   * @param table of less than 2 GiB
   */
  static WantedNames in(Bytes file, ElfFile.Section table) throws IOException {
    WantedNames wanted = new WantedNames();
    for (int done = 0; done < table.bytes(); ) {
      int length = (int) Math.min(PIECE_BYTES, table.bytes() - done);
      byte[] piece = file.exactly(table.offset() + done, length).array();
      int whole = wanted.takeStrings(piece, done);
      // A name that is cut is read again with the next piece; one that fills a piece is passed by.
      done += whole == 0 ? length : whole;
    }
    Arrays.sort(wanted.ranges, 0, wanted.count);
    return wanted;
  }

  /**
   * @return bytes up to the end of the last whole string
   */
  private int takeStrings(byte[] piece, int position) {
    int start = 0;
    for (int i = 0; i < piece.length; i++) {
      if (piece[i] == 0) {
        if (i > start && i - start <= LONGEST_NAME) {
          int at = position + start;
          CollectorNames.find(
              piece, start, i, (first, last, always) -> add(at + first, at + last, always));
        }
        start = i + 1;
      }
    }
    return start;
  }

  private void add(int first, int last, boolean alwaysThere) {
    complete |= alwaysThere;
    if (count < MOST_NAMES) {
      if (count == ranges.length) {
        ranges = Arrays.copyOf(ranges, 2 * count);
      }
      ranges[count++] = (long) first << Integer.SIZE | last;
    }
  }

  /** Whether that is there which every build of CPython has. */
  boolean isComplete() {
    return complete;
  }

  /** Whether the name that begins there is one of them. */
  boolean has(int position) {
    if (position < 0) {
      return false;
    }
    long key = (long) position << Integer.SIZE | Integer.MAX_VALUE;
    int at = Arrays.binarySearch(ranges, 0, count, key);
    int before = at >= 0 ? at : -at - 2;
    return before >= 0 && position <= (int) ranges[before];
  }
}
