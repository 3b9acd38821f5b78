package io.prefork.sidecar.act;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
}
