package io.prefork.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {

  @Test
  void readsBothWaysOfWritingAValue() {
    Options expected = new Options(false, "p.yaml", 12, Path.of("/srv/boot"));

    assertEquals(
        expected, Options.of("--policy", "p.yaml", "--pid", "12", "--bootstrap", "/srv/boot"));
    assertEquals(expected, Options.of("--policy=p.yaml", "--pid=12", "--bootstrap=/srv/boot"));
  }

  @Test
  void helpsWhoeverAsksNothing() {
    assertTrue(Options.of().help());
    assertTrue(Options.of("--help").help());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --pid 12                  | --policy is missing
          --policy p.yaml           | --pid is missing
          --policy p.yaml --pid     | --pid needs a value
          --policy p.yaml --pid x   | --pid is x, expected the process id
          --policy p.yaml --pid -1  | --pid is -1, expected the process id
          --polizy p.yaml           | --polizy: no such option
          """)
  void namesTheArgumentThatIsWrong(String line, String expected) {
    var refusal = assertThrows(IllegalArgumentException.class, () -> Options.of(line.split(" +")));

    assertTrue(refusal.getMessage().contains(expected), refusal.getMessage());
  }
}
