package io.prefork.sidecar.serve;

import io.prefork.protocol.Report;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * The latest report: it and its texts are made when somebody asks, and kept until there is another.
 */
public final class Published {
  private Supplier<Report> latest;
  private Report report;
  private byte[] json;
  private byte[] metrics;

  public Published(Supplier<Report> first) {
    latest = first;
  }

  public void publish(Supplier<Report> next) {
    latest = next;
    report = null;
    json = null;
    metrics = null;
  }

  byte[] json() {
    if (json == null) {
      json = ReportJson.write(report()).getBytes(StandardCharsets.UTF_8);
    }
    return json;
  }

  byte[] metrics() {
    if (metrics == null) {
      metrics = Metrics.write(report()).getBytes(StandardCharsets.UTF_8);
    }
    return metrics;
  }

  private Report report() {
    if (report == null) {
      report = latest.get();
    }
    return report;
  }
}
