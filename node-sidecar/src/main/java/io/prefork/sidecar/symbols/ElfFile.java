package io.prefork.sidecar.symbols;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The headers of an ELF file. Source: {@code elf(5)}; 64 bits and little-endian, as x86-64 and
 * aarch64 have it.
 */
final class ElfFile {
  static final int SYMBOLS = 2;
  static final int STRINGS = 3;
  static final int DYNAMIC_SYMBOLS = 11;

  private static final int HEADER_BYTES = 64;
  private static final int MAGIC = 0x7f | 'E' << 8 | 'L' << 16 | 'F' << 24;
  private static final int CLASS_64 = 2;
  private static final int LITTLE_ENDIAN = 1;
  private static final int SEGMENT_BYTES = 56;
  private static final int SECTION_BYTES = 64;
  private static final int LOADED = 1;

  /** Real ones have some tens. */
  private static final int MAX_ENTRIES = 4096;

  private final List<Segment> segments;
  private final List<Section> sections;

  private ElfFile(List<Segment> segments, List<Section> sections) {
    this.segments = segments;
    this.sections = sections;
  }

  /** A part of the file that is mapped when the program is loaded. */
  private record Segment(long offset, long address, long bytes) {}

  /**
   * @param type {@code sh_type}
   * @param link index of the section that holds the names
   */
  record Section(int type, long offset, long bytes, int link) {}

  /**
   * @throws UnusableElfException when it is no such file, or its headers contradict themselves
   * @throws IOException when it cannot be read as far as its headers say it goes
   */
  static ElfFile read(Bytes file) throws IOException {
    ByteBuffer header = file.exactly(0, HEADER_BYTES);
    if (header.getInt(0) != MAGIC
        || header.get(4) != CLASS_64
        || header.get(5) != LITTLE_ENDIAN
        || (header.getShort(54) != SEGMENT_BYTES && header.getShort(56) != 0)
        || (header.getShort(58) != SECTION_BYTES && header.getShort(60) != 0)) {
      throw new UnusableElfException("it is no 64-bit little-endian ELF file");
    }
    return new ElfFile(
        segments(file, header.getLong(32), header.getShort(56) & 0xffff),
        sections(file, header.getLong(40), header.getShort(60) & 0xffff));
  }

  private static List<Segment> segments(Bytes file, long at, int count) throws IOException {
    ByteBuffer table = file.exactly(at, bounded(count) * SEGMENT_BYTES);
    List<Segment> loaded = new ArrayList<>();
    for (int i = 0; i < count * SEGMENT_BYTES; i += SEGMENT_BYTES) {
      if (table.getInt(i) == LOADED) {
        loaded.add(new Segment(table.getLong(i + 8), table.getLong(i + 16), table.getLong(i + 32)));
      }
    }
    return loaded;
  }

  private static List<Section> sections(Bytes file, long at, int count) throws IOException {
    ByteBuffer table = file.exactly(at, bounded(count) * SECTION_BYTES);
    List<Section> all = new ArrayList<>(count);
    for (int i = 0; i < count * SECTION_BYTES; i += SECTION_BYTES) {
      all.add(
          new Section(
              table.getInt(i + 4),
              table.getLong(i + 24),
              table.getLong(i + 32),
              table.getInt(i + 40)));
    }
    return all;
  }

  private static int bounded(int entries) throws UnusableElfException {
    if (entries > MAX_ENTRIES) {
      throw new UnusableElfException("it has " + entries + " headers");
    }
    return entries;
  }

  /** The first section of that type, or null. */
  Section section(int type) {
    for (Section section : sections) {
      if (section.type() == type) {
        return section;
      }
    }
    return null;
  }

  /**
   * The names of a symbol table.
   *
   * @throws UnusableElfException when it has none
   */
  Section namesOf(Section symbols) throws UnusableElfException {
    int index = symbols.link();
    if (index < 0 || index >= sections.size() || sections.get(index).type() != STRINGS) {
      throw new UnusableElfException("its symbols have no names");
    }
    return sections.get(index);
  }

  /** Where in the file the byte with that address is, or -1. */
  long offsetOf(long address) {
    for (Segment segment : segments) {
      long into = address - segment.address();
      if (into >= 0 && into < segment.bytes()) {
        return segment.offset() + into;
      }
    }
    return -1;
  }
}
