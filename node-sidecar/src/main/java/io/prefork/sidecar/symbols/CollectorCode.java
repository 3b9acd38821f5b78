package io.prefork.sidecar.symbols;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/** The parts of a program's file that are the collector's functions. */
public final class CollectorCode {
  private static final int SYMBOL_BYTES = 24;
  private static final int SYMBOLS_A_PIECE = 512;
  private static final int FUNCTION = 2;

  /** A Python with debug symbols has some 3 MB of either. */
  private static final long MAX_TABLE_BYTES = 64L * 1024 * 1024;

  private static final int MAX_FUNCTIONS = 8 * 1024;

  /** By the first byte: the byte after the last. */
  private final TreeMap<Long, Long> functions = new TreeMap<>();

  private CollectorCode() {}

  /**
   * Looks it up in {@code .symtab}, or, in a file that has lost that, in {@code .dynsym}.
   *
   * @throws UnusableElfException with the reason when the file does not tell
   */
  public static CollectorCode of(Bytes file) throws IOException {
    ElfFile elf = ElfFile.read(file);
    for (int type : new int[] {ElfFile.SYMBOLS, ElfFile.DYNAMIC_SYMBOLS}) {
      ElfFile.Section symbols = elf.section(type);
      if (symbols != null) {
        ElfFile.Section names = elf.namesOf(symbols);
        requireBounded(symbols);
        requireBounded(names);
        WantedNames wanted = WantedNames.in(file, names);
        if (wanted.isComplete()) {
          return in(file, elf, symbols, wanted);
        }
      }
    }
    throw new UnusableElfException("its symbols do not name the collector's functions (stripped)");
  }

  private static void requireBounded(ElfFile.Section table) throws UnusableElfException {
    if (table.bytes() < 0 || table.bytes() > MAX_TABLE_BYTES) {
      throw new UnusableElfException("its symbols take " + table.bytes() + " bytes");
    }
  }

  private static CollectorCode in(
      Bytes file, ElfFile elf, ElfFile.Section symbols, WantedNames wanted) throws IOException {
    CollectorCode code = new CollectorCode();
    long all = symbols.bytes() / SYMBOL_BYTES;
    for (long done = 0; done < all; done += SYMBOLS_A_PIECE) {
      int some = (int) Math.min(SYMBOLS_A_PIECE, all - done);
      ByteBuffer piece = file.exactly(symbols.offset() + done * SYMBOL_BYTES, some * SYMBOL_BYTES);
      for (int at = 0; at < some * SYMBOL_BYTES; at += SYMBOL_BYTES) {
        boolean isFunction = (piece.get(at + 4) & 0xf) == FUNCTION;
        if (isFunction && wanted.has(piece.getInt(at))) {
          code.add(elf.offsetOf(piece.getLong(at + 8)), piece.getLong(at + 16));
        }
      }
    }
    return code;
  }

  private void add(long start, long bytes) {
    if (start >= 0 && bytes > 0 && functions.size() < MAX_FUNCTIONS) {
      functions.merge(start, start + bytes, Math::max);
    }
  }

  /** How many functions were found. */
  public int functions() {
    return functions.size();
  }

  /**
   * Whether the collector's code is there.
   *
   * @param offset in the file
   */
  public boolean contains(long offset) {
    Map.Entry<Long, Long> function = functions.floorEntry(offset);
    return function != null && offset < function.getValue();
  }
}
