package io.prefork.sidecar.symbols;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** An ELF file put together field by field, as {@code elf(5)} describes it. */
final class BuiltElf {
  static final int FUNCTION = 2;
  static final int OBJECT = 1;

  /** Where the one loaded segment begins, in the file and in memory. */
  static final long TEXT_OFFSET = 0x1000;

  static final long TEXT_ADDRESS = 0x401000;
  static final long TEXT_BYTES = 0x10000;

  private final ByteArrayOutputStream names = new ByteArrayOutputStream();
  private final List<Symbol> symbols = new ArrayList<>();
  private final int tableType;

  private record Symbol(int name, int type, long address, long bytes) {}

  /**
   * @param tableType {@link ElfFile#SYMBOLS} or {@link ElfFile#DYNAMIC_SYMBOLS}
   */
  BuiltElf(int tableType) {
    this.tableType = tableType;
    names.write(0);
  }

  /**
   * @param address relative to the text's beginning
   */
  BuiltElf with(String name, int type, long address, long bytes) {
    symbols.add(new Symbol(name(name), type, TEXT_ADDRESS + address, bytes));
    return this;
  }

  BuiltElf function(String name, long address, long bytes) {
    return with(name, FUNCTION, address, bytes);
  }

  /** A function whose name is the last so many characters of that of the one before. */
  BuiltElf tailOfTheLast(int characters, long address, long bytes) {
    symbols.add(new Symbol(names.size() - 1 - characters, FUNCTION, TEXT_ADDRESS + address, bytes));
    return this;
  }

  private int name(String name) {
    int at = names.size();
    names.writeBytes(name.getBytes(StandardCharsets.UTF_8));
    names.write(0);
    return at;
  }

  byte[] bytes() {
    int symbolsAt = 64 + 56 + 3 * 64;
    int namesAt = symbolsAt + 24 * symbols.size();
    ByteBuffer file = ByteBuffer.allocate(namesAt + names.size()).order(ByteOrder.LITTLE_ENDIAN);
    file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1});
    file.putLong(32, 64).putLong(40, 64 + 56);
    file.putShort(54, (short) 56).putShort(56, (short) 1);
    file.putShort(58, (short) 64).putShort(60, (short) 3);
    segment(file);
    section(file, 1, tableType, symbolsAt, 24 * symbols.size(), 2);
    section(file, 2, ElfFile.STRINGS, namesAt, names.size(), 0);
    for (int i = 0; i < symbols.size(); i++) {
      int at = symbolsAt + 24 * i;
      Symbol symbol = symbols.get(i);
      file.putInt(at, symbol.name()).put(at + 4, (byte) symbol.type());
      file.putLong(at + 8, symbol.address()).putLong(at + 16, symbol.bytes());
    }
    file.put(namesAt, names.toByteArray());
    return file.array();
  }

  private static void segment(ByteBuffer file) {
    file.putInt(64, 1).putInt(68, 5);
    file.putLong(64 + 8, TEXT_OFFSET).putLong(64 + 16, TEXT_ADDRESS);
    file.putLong(64 + 32, TEXT_BYTES).putLong(64 + 40, TEXT_BYTES);
  }

  private static void section(ByteBuffer file, int n, int type, long offset, long bytes, int link) {
    int at = 64 + 56 + 64 * n;
    file.putInt(at + 4, type)
        .putLong(at + 24, offset)
        .putLong(at + 32, bytes)
        .putInt(at + 40, link);
  }

  /** A file that gives at most so many bytes at a time, as a kernel may. */
  static Bytes inPieces(byte[] file, int most) {
    return (position, into) -> {
      if (position >= file.length) {
        return 0;
      }
      int got = (int) Math.min(Math.min(most, into.length), file.length - position);
      System.arraycopy(file, (int) position, into, 0, got);
      return got;
    };
  }
}
