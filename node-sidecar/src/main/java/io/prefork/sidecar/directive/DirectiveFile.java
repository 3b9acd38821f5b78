package io.prefork.sidecar.directive;

import io.prefork.protocol.Directive;
import io.prefork.protocol.Report;
import io.prefork.sidecar.kernel.BoundedFiles;
import io.prefork.sidecar.kernel.SteadyFile;
import java.io.IOException;
import java.util.Arrays;

/** The directive's file, and the last good directive that was in it. */
public final class DirectiveFile implements Directives {
  private static final int MAX_BYTES = 64 * 1024;

  private final SteadyFile file;
  private final String path;
  private byte[] seen = new byte[0];
  private Directive current;
  private Report.Finding malformed;
  private Report.Finding finding;

  public DirectiveFile(BoundedFiles files, String path) {
    this.file = new SteadyFile(files, path, MAX_BYTES);
    this.path = path;
    finding = missing("not read yet");
  }

  @Override
  public boolean refresh() {
    try {
      byte[] text = file.read();
      if (text.length == 0) {
        finding = missing("it is empty");
        seen = text;
        return false;
      }
      boolean changed = !Arrays.equals(text, seen) && accept(text);
      finding = malformed;
      return changed;
    } catch (IOException failure) {
      finding = missing(failure.getMessage());
      return false;
    }
  }

  private boolean accept(byte[] text) {
    seen = text;
    try {
      current = DirectiveParser.parse(text);
      malformed = null;
      return true;
    } catch (IOException failure) {
      malformed =
          new Report.Finding(
              "DirectiveMalformed",
              "annotation "
                  + Directive.ANNOTATION
                  + ": "
                  + failure.getMessage()
                  + (current == null ? "; the server is left alone" : "; the last one stays"));
      return false;
    }
  }

  private Report.Finding missing(String why) {
    return new Report.Finding(
        "DirectiveMissing",
        path
            + ": "
            + why
            + "; the pod needs the annotation "
            + Directive.ANNOTATION
            + (current == null ? "" : "; the last directive stays"));
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
