package io.prefork.sidecar.proc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {
  @Test
  void readsBothWaysOfWritingAndEveryOccurrence() {
    List<String> arguments =
        List.of("uwsgi", "--master-fifo", "/a", "--master-fifo=/b", "--master-fifos=/c", "--x");

    assertEquals(List.of("/a", "/b"), Options.values(arguments, "--master-fifo"));
  }

  @Test
  void isNotConfusedByAnOptionWithoutItsValue() {
    assertEquals(List.of(), Options.values(List.of("uwsgi", "--master-fifo"), "--master-fifo"));
    assertEquals(List.of(), Options.values(List.of(), "--master-fifo"));
  }

  @Test
  void takesTheLastUnderWhateverNameItWasGiven() {
    List<String> arguments = List.of("uwsgi", "--stats=/a", "--stats-server", "/b", "--master");

    assertEquals("/b", Options.last(arguments, "--stats", "--stats-server"));
    assertEquals("/a", Options.last(arguments, "--stats"));
    assertNull(Options.last(arguments, "--master-fifo"));
  }
}
