package io.prefork.sidecar.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SteadyFileTest {
  private static final int LIMIT = 64;

  @TempDir Path directory;
  private Path path;
  private SteadyFile file;

  @BeforeEach
  void writeIt() throws Exception {
    path = directory.resolve("file");
    Files.writeString(path, "one");
    BoundedFiles files = new BoundedFiles(new Kernel(System.getProperty("os.arch")));
    file = new SteadyFile(files, path.toString(), LIMIT);
  }

  private void expect(String content) throws IOException {
    assertArrayEquals(content.getBytes(), file.read());
  }

  @Test
  void givesTheSameArrayAsLongAsItHoldsTheSame() throws Exception {
    byte[] first = file.read();
    for (int look = 0; look < 20; look++) {
      assertSame(first, file.read());
    }
    Files.writeString(path, "two");

    assertNotSame(first, file.read());
    expect("two");
  }

  @Test
  void seesAnotherFileInItsPlace() throws Exception {
    expect("one");
    Path other = directory.resolve("other");
    Files.writeString(other, "two");
    Files.setLastModifiedTime(other, Files.getLastModifiedTime(path));
    Files.move(other, path, StandardCopyOption.REPLACE_EXISTING);

    expect("two");
  }

  @Test
  void seesAFileBehindALinkThatIsTurned() throws Exception {
    Path link = directory.resolve("link");
    Path second = directory.resolve("second");
    Files.writeString(second, "two");
    Files.createSymbolicLink(link, path);
    BoundedFiles files = new BoundedFiles(new Kernel(System.getProperty("os.arch")));
    SteadyFile linked = new SteadyFile(files, link.toString(), LIMIT);
    assertArrayEquals("one".getBytes(), linked.read());
    Files.delete(link);
    Files.createSymbolicLink(link, second);

    assertArrayEquals("two".getBytes(), linked.read());
  }

  @Test
  void seesAChangeThatTheTimesDoNotTellAfterSomeLooks() throws Exception {
    Files.setLastModifiedTime(path, FileTime.fromMillis(0));
    expect("one");
    Files.writeString(path, "two");
    Files.setLastModifiedTime(path, FileTime.fromMillis(0));
    for (int look = 0; look < 8; look++) {
      file.read();
    }

    expect("two");
  }

  @Test
  void failsWhileItIsNotThere() throws Exception {
    expect("one");
    Files.delete(path);
    assertThrows(KernelException.class, () -> file.read());
    Files.writeString(path, "new");

    expect("new");
  }
}
