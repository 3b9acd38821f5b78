package io.prefork.sidecar.serve;

import io.prefork.protocol.Report;
import io.prefork.sidecar.json.JsonWriter;

/** The report's member {@code collectorFaults}. */
final class CollectorFaultsJson {
  private CollectorFaultsJson() {}

  static void write(JsonWriter json, Report.CollectorFaults faults) {
    if (faults == null) {
      return;
    }
    json.beginObject("collectorFaults");
    json.member("source", faults.source()).member("reason", faults.reason());
    json.member("share", faults.share());
    json.member("sampledFaults", faults.sampledFaults());
    json.member("lostSamples", faults.lostSamples());
    if (faults.workers() != null) {
      json.beginArray("workers");
      for (Report.SampledFaults worker : faults.workers()) {
        json.beginObject();
        json.member("pid", worker.pid());
        json.member("sampledFaults", worker.sampledFaults());
        json.member("share", worker.share());
        json.endObject();
      }
      json.endArray();
    }
    json.endObject();
  }
}
