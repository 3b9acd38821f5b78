package io.prefork.sidecar.serve;

import io.prefork.protocol.Report;
import java.nio.charset.StandardCharsets;

/**
 * The latest report, handed from the thread that senses to the one that serves; its texts are made
 * when somebody asks, and kept until the next report.
 */
public final class Published {
  private volatile Report latest;
  private Report rendered;
  private byte[] json;
  private byte[] metrics;

  public Published(Report first) {
    latest = first;
  }

  /** From any thread. */
  public void publish(Report report) {
    latest = report;
  }

  /** From the serving thread only. */
  byte[] json() {
    keepUp();
    if (json == null) {
      json = ReportJson.write(rendered).getBytes(StandardCharsets.UTF_8);
    }
    return json;
  }

  /** From the serving thread only. */
  byte[] metrics() {
    keepUp();
    if (metrics == null) {
      metrics = Metrics.write(rendered).getBytes(StandardCharsets.UTF_8);
    }
    return metrics;
  }

  private void keepUp() {
    Report now = latest;
    if (now != rendered) {
      rendered = now;
      json = null;
      metrics = null;
    }
  }
}
