package io.prefork.sidecar.directive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prefork.protocol.Directive;
import io.prefork.sidecar.kernel.BoundedFiles;
import io.prefork.sidecar.kernel.Kernel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DirectiveFileTest {
  private static final String GOOD =
      """
      {"version":1,"policy":"shop/web","generation":3,"container":"app","server":"Auto",
       "mode":"Enforce","gc":"Freeze","shutdown":"SkipFinalization","later":{"x":[1]},
       "rss":{"recycleAbove":"400Mi","killAbove":null,"metric":"USS"},"workers":{"min":2}}
      """;

  @TempDir Path directory;
  private Path path;
  private DirectiveFile file;

  @BeforeEach
  void open() {
    path = directory.resolve("directive.json");
    BoundedFiles files = new BoundedFiles(new Kernel(System.getProperty("os.arch")));
    file = new DirectiveFile(files, path.toString());
  }

  private boolean refreshWith(String text) throws Exception {
    Files.writeString(path, text);
    return file.refresh();
  }

  @Test
  void readsADirective() throws Exception {
    refreshWith(GOOD);

    assertEquals(
        new Directive(
            1,
            "shop/web",
            3,
            "app",
            "Auto",
            "Enforce",
            "Freeze",
            null,
            "SkipFinalization",
            new Directive.Rss("400Mi", null, "USS"),
            new Directive.Workers(2, null),
            null,
            null,
            null,
            null,
            null),
        file.current());
    assertNull(file.finding());
  }

  @Test
  void readsWhatToSpendMemoryOnAndWhatReadingMayCost() throws Exception {
    refreshWith(
        GOOD.replace(
            "\"workers\"",
            "\"reclaim\":\"Respawns\",\"counters\":\"None\",\"cpuSharePercent\":0.5,\"collectorFaults\":\"Sample\",\"maxGrowthPercent\":1000,\"workers\""));

    assertEquals("Respawns", file.current().reclaim());
    assertEquals("None", file.current().counters());
    assertEquals("Sample", file.current().collectorFaults());
    assertEquals(0.5, file.current().cpuSharePercent());
    assertEquals(1000, file.current().maxGrowthPercent());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Default", "Freeze", "ThresholdZero", "Immortal"})
  void readsEachCollectorMode(String mode) throws Exception {
    refreshWith(GOOD.replace("\"Freeze\"", '"' + mode + '"'));

    assertEquals(mode, file.current().gc());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Allow", "Report", "Block"})
  void readsWhatBecomesOfCallsThatSwitchTheCollectorOn(String reenable) throws Exception {
    refreshWith(GOOD.replace("\"later\"", "\"reenable\":\"" + reenable + "\",\"later\""));

    assertEquals(reenable, file.current().reenable());
  }

  @Test
  void noticesAChange() throws Exception {
    assertTrue(refreshWith(GOOD));
    assertFalse(file.refresh());
    assertTrue(refreshWith(GOOD.replace("Enforce", "Observe")));
    assertEquals("Observe", file.current().mode());
  }

  @Test
  void keepsTheLastOneWhenTheNextIsMalformed() throws Exception {
    refreshWith(GOOD);
    refreshWith("{\"version\":");

    assertEquals("Enforce", file.current().mode());
    assertEquals("DirectiveMalformed", file.finding().reason());
  }

  @Test
  void goesOnSayingSoUntilItIsMended() throws Exception {
    refreshWith("{}");
    file.refresh();
    assertEquals("DirectiveMalformed", file.finding().reason());
    refreshWith(GOOD);
    assertNull(file.finding());
  }

  @Test
  void saysThatItIsMissing() throws Exception {
    file.refresh();
    assertEquals("DirectiveMissing", file.finding().reason());
    refreshWith("");
    assertEquals("DirectiveMissing", file.finding().reason());
    assertNull(file.current());
  }

  @ParameterizedTest
  @CsvSource({
    "'\"version\":1', '\"version\":2', version is 2",
    "'\"Enforce\"', '\"enforce\"', mode is enforce",
    "'\"Freeze\"', '\"Frost\"', gc is Frost",
    "'\"later\"', '\"reenable\":\"Forbid\",\"later\"', reenable is Forbid",
    "'\"SkipFinalization\"', null, shutdown is null",
    "'\"Auto\"', '\"Puma\"', server is Puma",
    "'\"shop/web\"', '\"a\\nmode=Enforce\"', policy is",
    "'\"min\":2', '\"min\":-2', workers: -2",
    "'\"later\"', '\"reclaim\":\"Requests\",\"later\"', reclaim is Requests",
    "'\"later\"', '\"counters\":\"off\",\"later\"', counters is off",
    "'\"later\"', '\"collectorFaults\":\"None\",\"later\"', collectorFaults is None",
    "'\"later\"', '\"maxGrowthPercent\":0,\"later\"', maxGrowthPercent is 0",
    "'\"later\"', '\"maxGrowthPercent\":1001,\"later\"', maxGrowthPercent is 1001",
    "'\"later\"', '\"cpuSharePercent\":0,\"later\"', cpuSharePercent is 0.0",
    "'\"later\"', '\"cpuSharePercent\":1e999,\"later\"', cpuSharePercent is Infinity",
  })
  void namesTheMemberAndTheValue(String before, String after, String message) throws Exception {
    refreshWith(GOOD.replace(before, after));

    assertTrue(file.finding().message().contains(message), file.finding().message());
    assertNull(file.current());
  }
}
