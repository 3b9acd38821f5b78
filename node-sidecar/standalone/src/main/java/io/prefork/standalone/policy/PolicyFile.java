package io.prefork.standalone.policy;

import io.prefork.protocol.Directive;
import io.prefork.protocol.Report;
import io.prefork.sidecar.directive.Directives;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file with a policy: each change of it takes effect, if it is valid. */
public final class PolicyFile implements Directives {
  private static final int MAX_BYTES = 1024 * 1024;

  private final Path path;
  private final boolean canBeReadAgain;
  private final PolicyReader reader = new PolicyReader();
  private String text;
  private Directive current;
  private Report.Finding finding;

  /**
   * Reads the file for the first time.
   *
   * @throws IOException when it cannot be read, with the remedy
   * @throws PolicyRefusedException naming everything that is wrong with the policy
   */
  public PolicyFile(Path path) throws IOException, PolicyRefusedException {
    this.path = path;
    canBeReadAgain = Files.isRegularFile(path);
    text = read();
    current = reader.read(path.toString(), text, 1);
  }

  @Override
  public boolean refresh() {
    if (!canBeReadAgain) {
      return false;
    }
    try {
      String now = read();
      if (now.equals(text)) {
        return false;
      }
      text = now;
      current = reader.read(path.toString(), now, current.generation() + 1);
      finding = null;
      return true;
    } catch (IOException | PolicyRefusedException unusable) {
      finding =
          new Report.Finding(
              "PolicyRefused",
              unusable.getMessage().replace("\n", "; ") + "; the last policy stays in force");
      return false;
    }
  }

  private String read() throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IOException("it has more than " + MAX_BYTES + " bytes");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new IOException(
          path
              + " cannot be read ("
              + failure.getClass().getSimpleName()
              + ": "
              + failure.getMessage()
              + "): name a readable YAML file that holds a MemoryPolicy",
          failure);
    }
  }

  @Override
  public Directive current() {
    return current;
  }

  @Override
  public Report.Finding finding() {
    return finding;
  }
}
