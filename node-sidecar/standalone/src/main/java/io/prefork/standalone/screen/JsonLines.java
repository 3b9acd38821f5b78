package io.prefork.standalone.screen;

import io.prefork.protocol.Report;
import io.prefork.sidecar.serve.ReportJson;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** A line of JSON for each report, as a pod's sidecar answers it; messages go elsewhere. */
public final class JsonLines implements Output {
  private final OutputStream out;
  private final PrintStream log;

  /**
   * @param log where messages go, one line each
   */
  public JsonLines(OutputStream out, PrintStream log) {
    this.out = out;
    this.log = log;
  }

  @Override
  public void show(Report report) throws IOException {
    out.write((ReportJson.write(report) + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Override
  public void say(String message) {
    log.println(message);
  }

  @Override
  public void close() {}
}
