package io.prefork.sidecar.kernel;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GlanceTest {
  private static final int BYTES = 8;

  @TempDir Path directory;
  private final Kernel kernel = new Kernel(System.getProperty("os.arch"));
  private final BoundedFiles files = new BoundedFiles(kernel);
  private final Glance glance = new Glance(kernel);
  private Path one;
  private Path other;

  @BeforeEach
  void lookAtTwo() throws Exception {
    one = file("one", "1111");
    other = file("other", "2222");
    glance.add(files.open(one.toString()), 0, BYTES);
    glance.add(files.open(other.toString()), 0, BYTES);
  }

  private Path file(String name, String text) throws Exception {
    return Files.writeString(directory.resolve(name), text);
  }

  @Test
  void knowsNothingAtFirst() {
    assertFalse(glance.isSame());
    assertTrue(glance.isSame());
    assertTrue(glance.isSame());
  }

  @Test
  void seesEachChangeOnce() throws Exception {
    glance.isSame();
    Files.writeString(other, "2232");
    assertFalse(glance.isSame());
    assertTrue(glance.isSame());
    Files.writeString(one, "1");
    assertFalse(glance.isSame());
    assertTrue(glance.isSame());
    assertTrue(glance.isSame());
    Files.writeString(one, "1111");
    assertFalse(glance.isSame());
    assertTrue(glance.isSame());
  }

  @Test
  void doesNotCareForWhatComesLater() throws Exception {
    Files.writeString(one, "12345678 9");
    glance.isSame();
    Files.writeString(one, "12345678 0");

    assertTrue(glance.isSame());
  }

  @Test
  void doesNotCareForWhatComesBefore() throws Exception {
    glance.clear();
    glance.add(files.open(one.toString()), 2, BYTES);
    glance.isSame();
    Files.writeString(one, "9911");
    assertTrue(glance.isSame());
    Files.writeString(one, "9912");

    assertFalse(glance.isSame());
  }

  @Test
  void neverCallsAProcessTheSameThatHasEnded() throws Exception {
    Process process = new ProcessBuilder("sleep", "60").start();
    glance.add(files.open("/proc/" + process.pid() + "/statm"), 0, BYTES);
    process.destroyForcibly().waitFor();

    assertFalse(glance.isSame());
    assertFalse(glance.isSame());
    assertFalse(glance.isSame());
  }

  @Test
  void takesInAsManyAsThereAre() throws Exception {
    Path last = null;
    for (int i = 0; i < 200; i++) {
      last = file("file" + i, "text");
      glance.add(files.open(last.toString()), 0, 128);
    }
    glance.isSame();
    assertTrue(glance.isSame());
    Files.writeString(last, "next");

    assertFalse(glance.isSame());
  }

  @Test
  void letsGoOfWhatItLookedAt() throws Exception {
    glance.isSame();
    glance.clear();
    Files.writeString(one, "3333");
    glance.add(files.open(other.toString()), 0, BYTES);
    glance.isSame();

    assertTrue(glance.isSame());
  }
}
