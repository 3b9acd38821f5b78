package io.prefork.sidecar.serve;

import io.prefork.protocol.Report;
import io.prefork.sidecar.json.JsonWriter;
import java.util.List;

/** The part of the report that is about what was decided and done. */
final class DecisionJson {
  private DecisionJson() {}

  static void write(JsonWriter json, Report.Decision decision, List<Report.ActionResult> actions) {
    if (decision != null) {
      decision(json, decision);
    }
    if (actions != null) {
      json.beginArray("actions");
      for (Report.ActionResult action : actions) {
        action(json, action);
      }
      json.endArray();
    }
  }

  private static void decision(JsonWriter json, Report.Decision decision) {
    json.beginObject("decision");
    json.member("at", decision.at()).member("action", decision.action());
    json.member("workers", decision.workers()).member("pid", decision.pid());
    json.member("reason", decision.reason());
    json.member("marginalBytes", decision.marginalBytes());
    json.member("fits", decision.fits());
    json.member("recycleAboveBytes", decision.recycleAboveBytes());
    json.member("bound", decision.bound());
    json.endObject();
  }

  private static void action(JsonWriter json, Report.ActionResult action) {
    json.beginObject();
    json.member("at", action.at()).member("action", action.action());
    json.member("workers", action.workers()).member("pid", action.pid());
    json.member("result", action.result()).member("reason", action.reason());
    json.endObject();
  }
}
