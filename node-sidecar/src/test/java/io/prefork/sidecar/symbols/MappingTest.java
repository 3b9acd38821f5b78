package io.prefork.sidecar.symbols;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prefork.sidecar.Recorded;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MappingTest {
  private static byte[] recorded() throws Exception {
    return Recorded.bytes("symbols/maps");
  }

  private static List<Mapping> of(byte[] map, int most) throws Exception {
    return Mapping.of(BuiltElf.inPieces(map, most));
  }

  @Test
  void takesTheFilesThatAreMappedAsCode() throws Exception {
    List<Mapping> all = of(recorded(), Integer.MAX_VALUE);

    assertEquals(
        List.of(
            "python3.11",
            "_json.cpython-311-x86_64-linux-gnu.so",
            "libc.so.6",
            "libpython3.11.so.1.0",
            "ld-linux-x86-64.so.2"),
        all.stream().map(Mapping::name).toList());
  }

  @Test
  void readsTheSameInPieces() throws Exception {
    assertEquals(of(recorded(), Integer.MAX_VALUE), of(recorded(), 1));
    assertEquals(of(recorded(), Integer.MAX_VALUE), of(recorded(), 100));
  }

  @Test
  void tellsWhereInTheFileAnAddressIs() throws Exception {
    Mapping mapping =
        of(bytes("7f0000010000-7f0000030000 r-xp 00028000 08:01 77   /a b/lib é.so\n"), 9)
            .getFirst();

    assertEquals("/a b/lib é.so", mapping.path());
    assertEquals("08:01 77", mapping.file());
    assertEquals(0x28000, mapping.offsetOf(0x7f0000010000L));
    assertTrue(mapping.contains(0x7f000002ffffL));
    assertEquals(false, mapping.contains(0x7f0000030000L));
  }

  @Test
  void passesOverWhateverIsNoMapping() throws Exception {
    byte[] recorded = recorded();
    for (int seed = 0; seed < 5_000; seed++) {
      Random random = new Random(seed);
      byte[] spoilt = recorded.clone();
      for (int i = 0; i < 40; i++) {
        spoilt[random.nextInt(spoilt.length)] = (byte) " -/\nx0\0".charAt(random.nextInt(7));
      }
      assertTrue(of(spoilt, 64).size() <= recorded.length / 20, "seed " + seed);
    }
  }

  @Test
  void endsWithAMapThatDoesNot() throws Exception {
    byte[] line = bytes("0-1 r-xp 0 0:0 1 /x\n");
    List<Mapping> all =
        Mapping.of((position, into) -> {
          System.arraycopy(line, 0, into, 0, line.length);
          return line.length;
        });

    assertEquals(4096, all.size());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
