package io.prefork.sidecar.directive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.prefork.sidecar.kernel.BoundedFiles;
import io.prefork.sidecar.kernel.Kernel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeclaredLimitTest {
  @TempDir Path volume;
  private Path file;
  private DeclaredLimit limit;

  @BeforeEach
  void open() {
    file = volume.resolve("memory-limit");
    BoundedFiles files = new BoundedFiles(new Kernel(System.getProperty("os.arch")));
    limit = new DeclaredLimit(files, file.toString());
  }

  @Test
  void followsTheFile() throws Exception {
    Files.writeString(file, "1287651328");
    assertEquals(1228L << 20, limit.bytes());

    Files.writeString(file, "536870912");
    assertEquals(512L << 20, limit.bytes());
  }

  /** The kubelet lays each version into a directory of its own and turns a link around. */
  @Test
  void followsTheLinkThatTheKubeletTurns() throws Exception {
    Path data = volume.resolve("..data");
    Files.writeString(Files.createDirectory(volume.resolve("one")).resolve("memory-limit"), "1");
    Files.writeString(Files.createDirectory(volume.resolve("two")).resolve("memory-limit"), "2");
    Files.createSymbolicLink(data, Path.of("one"));
    Files.createSymbolicLink(file, Path.of("..data/memory-limit"));
    assertEquals(1, limit.bytes());

    Files.delete(data);
    Files.createSymbolicLink(data, Path.of("two"));
    assertEquals(2, limit.bytes());
  }

  @Test
  void isNoneWithoutAFile() {
    assertNull(limit.bytes());
    assertNull(DeclaredLimit.none().bytes());
  }

  @Test
  void isTheLastOneWhileTheFileCannotBeRead() throws Exception {
    Files.writeString(file, "1287651328");
    limit.bytes();
    Files.delete(file);

    assertEquals(1228L << 20, limit.bytes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "512Mi", "1e9", "99999999999999999999", "1 2"})
  void isNoneWhereThereIsNoNumberOfBytes(String text) throws Exception {
    Files.writeString(file, text);

    assertNull(limit.bytes());
  }
}
