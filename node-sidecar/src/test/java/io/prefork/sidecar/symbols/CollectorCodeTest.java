package io.prefork.sidecar.symbols;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CollectorCodeTest {
  private static BuiltElf python() {
    return new BuiltElf(ElfFile.SYMBOLS)
        .function("PyList_New", 0x000, 0x100)
        .function("visit_decref", 0x100, 0x40)
        .function("gc_collect_main", 0x200, 0x1000)
        .function("delete_garbage.constprop.0", 0x1200, 0x100)
        .function("gc_collect_main.cold", 0x1400, 0x20)
        .function("dict_traverse", 0x1500, 0x80)
        .tailOfTheLast("traverse".length(), 0x1600, 0x80)
        .function("gc_freeze", 0x1700, 0x80)
        .function("gc_collect", 0x1800, 0x80)
        .with("update_refs", BuiltElf.OBJECT, 0x1900, 0x80)
        .function("visit_decref_counter", 0x1a00, 0x80);
  }

  private static CollectorCode codeOf(byte[] file) throws IOException {
    return CollectorCode.of(BuiltElf.inPieces(file, Integer.MAX_VALUE));
  }

  private static boolean has(CollectorCode code, long address) {
    return code.contains(BuiltElf.TEXT_OFFSET + address);
  }

  @Test
  void findsTheCollectorsFunctionsAndNoOthers() throws Exception {
    CollectorCode code = codeOf(python().bytes());

    for (long inside : new long[] {0x100, 0x13f, 0x200, 0x11ff, 0x1200, 0x1410, 0x1500, 0x1600}) {
      assertTrue(has(code, inside), () -> Long.toHexString(inside));
    }
    for (long outside :
        new long[] {0x0ff, 0x140, 0x1300, 0x1420, 0x1580, 0x1700, 0x1800, 0x1900, 0x1a00}) {
      assertFalse(has(code, outside), () -> Long.toHexString(outside));
    }
    assertEquals(6, code.functions());
  }

  @Test
  void readsTheSameInSmallPieces() throws Exception {
    byte[] file = python().bytes();
    for (int most : new int[] {1, 7, 24, 100}) {
      assertEquals(6, CollectorCode.of(BuiltElf.inPieces(file, most)).functions());
    }
  }

  @Test
  void findsNamesWhereverTheyLieInALargeTable() throws Exception {
    BuiltElf large = new BuiltElf(ElfFile.SYMBOLS);
    Random random = new Random(1);
    for (int i = 0; i < 3000; i++) {
      large.function("PyOther_" + "x".repeat(random.nextInt(60)) + i, 8, 8);
    }
    large.function("y".repeat(40_000), 8, 8).function("visit_decref", 0x100, 0x40);
    for (int i = 0; i < 3000; i++) {
      large.function("PyOther_" + "z".repeat(random.nextInt(60)) + i, 8, 8);
    }
    CollectorCode code = codeOf(large.function("update_refs", 0x200, 0x40).bytes());

    assertTrue(has(code, 0x100));
    assertTrue(has(code, 0x200));
    assertEquals(2, code.functions());
  }

  @Test
  void doesWithTheDynamicSymbolsWhereTheyNameTheCollector() throws Exception {
    byte[] file = new BuiltElf(ElfFile.DYNAMIC_SYMBOLS).function("visit_decref", 0, 8).bytes();

    assertEquals(1, codeOf(file).functions());
  }

  @Test
  void saysThatAFileIsStripped() {
    byte[] file =
        new BuiltElf(ElfFile.DYNAMIC_SYMBOLS)
            .function("PyObject_VisitManagedDict", 0, 8)
            .function("func_traverse", 8, 8)
            .bytes();

    assertEquals(
        "its symbols do not name the collector's functions (stripped)",
        assertThrows(UnusableElfException.class, () -> codeOf(file)).getMessage());
  }

  @Test
  void saysThatAFileIsNoElf() {
    byte[] script =
        "#!/bin/sh\necho this is long enough to hold a header of sixty-four bytes\n"
            .getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    assertEquals(
        "it is no 64-bit little-endian ELF file",
        assertThrows(UnusableElfException.class, () -> codeOf(script)).getMessage());
  }

  @Test
  void failsWithAnIoExceptionWhereverAFileEnds() {
    byte[] whole = python().bytes();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThrows(IOException.class, () -> codeOf(cut), () -> cut.length + " bytes");
    }
  }

  @Test
  void answersOrFailsWithAnIoExceptionWhateverIsInAFile() {
    byte[] whole = python().bytes();
    for (int seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      byte[] spoilt = whole.clone();
      for (int i = 0; i <= random.nextInt(12); i++) {
        spoilt[random.nextInt(spoilt.length)] = (byte) random.nextInt(256);
      }
      try {
        assertTrue(codeOf(spoilt).functions() <= 11, "seed " + seed);
      } catch (IOException refused) {
        assertTrue(refused.getMessage() != null, "seed " + seed);
      }
    }
  }
}
