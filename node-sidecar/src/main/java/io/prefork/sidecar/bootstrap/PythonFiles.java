package io.prefork.sidecar.bootstrap;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The bootstrap's Python files, as this program carries them: {@code /bootstrap/MANIFEST} lists
 * them, one relative path a line, a directory always through the files in it.
 */
final class PythonFiles {
  private static final String RESOURCES = "/bootstrap/";

  private PythonFiles() {}

  /** One file: where it goes below the directory of Python's path, and what is in it. */
  record PythonFile(String path, byte[] content) {}

  /**
   * @throws IOException when a listed file is missing from the build
   */
  static List<PythonFile> all() throws IOException {
    List<PythonFile> files = new ArrayList<>();
    try (BufferedReader manifest =
        new BufferedReader(new InputStreamReader(resource("MANIFEST"), StandardCharsets.UTF_8))) {
      for (String line = manifest.readLine(); line != null; line = manifest.readLine()) {
        if (!line.isBlank()) {
          files.add(file(line.strip()));
        }
      }
    }
    return files;
  }

  private static PythonFile file(String path) throws IOException {
    try (InputStream in = resource(path)) {
      return new PythonFile(path, in.readAllBytes());
    }
  }

  private static InputStream resource(String path) throws IOException {
    InputStream in = PythonFiles.class.getResourceAsStream(RESOURCES + path);
    if (in == null) {
      throw new IOException("resource " + RESOURCES + path + " is missing from this build");
    }
    return in;
  }
}
