package io.prefork.sidecar.symbols;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of a file that a process has mapped as code. Source: {@code proc_pid_maps(5)}.
 *
 * @param start first address
 * @param end address after the last
 * @param offset of the first byte, in the file
 * @param file its device and inode, as the map has them: the same for every process
 * @param path as the process's own file system has it
 */
public record Mapping(long start, long end, long offset, String file, String path) {
  private static final int PIECE_BYTES = 8 * 1024;
  private static final int MAX_BYTES = 8 * 1024 * 1024;
  private static final int MAX_MAPPINGS = 4096;

  private static final int HEXADECIMAL = 16;

  /** The mappings of files as code, in the map's order; lines that are none are passed over. */
  public static List<Mapping> of(Bytes map) throws IOException {
    List<Mapping> all = new ArrayList<>();
    byte[] piece = new byte[PIECE_BYTES];
    StringBuilder cut = new StringBuilder();
    for (int done = 0; done < MAX_BYTES && all.size() < MAX_MAPPINGS; ) {
      int got = map.read(done, piece);
      if (got <= 0) {
        break;
      }
      done += got;
      cut.append(new String(piece, 0, got, StandardCharsets.ISO_8859_1));
      takeLines(cut, all);
    }
    return all;
  }

  private static void takeLines(StringBuilder text, List<Mapping> all) {
    int start = 0;
    for (int end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", start)) {
      Mapping one = parse(text.substring(start, end));
      if (one != null) {
        all.add(one);
      }
      start = end + 1;
    }
    text.delete(0, start);
    if (text.length() > PIECE_BYTES) {
      text.setLength(0);
    }
  }

  private static Mapping parse(String line) {
    int dash = line.indexOf('-');
    int rights = line.indexOf(' ') + 1;
    int offset = line.indexOf(' ', rights) + 1;
    int file = line.indexOf(' ', offset) + 1;
    int path = line.indexOf('/');
    boolean isCode = rights > 0 && line.startsWith("x", rights + 2);
    if (!isCode || dash < 0 || dash > rights || offset <= 0 || file <= 0 || path < file) {
      return null;
    }
    try {
      return new Mapping(
          Long.parseUnsignedLong(line, 0, dash, HEXADECIMAL),
          Long.parseUnsignedLong(line, dash + 1, rights - 1, HEXADECIMAL),
          Long.parseUnsignedLong(line, offset, file - 1, HEXADECIMAL),
          line.substring(file, path).trim(),
          utf8(line.substring(path)));
    } catch (NumberFormatException | IndexOutOfBoundsException notALine) {
      return null;
    }
  }

  private static String utf8(String latin1) {
    return new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  /** Whether that address is in it. */
  public boolean contains(long address) {
    return address >= start && address < end;
  }

  /** Where in the file the byte at that address is. */
  public long offsetOf(long address) {
    return offset + (address - start);
  }

  /** Without the directory. */
  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
