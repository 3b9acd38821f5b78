package io.prefork.sidecar.directive;

import io.prefork.protocol.Directive;
import io.prefork.sidecar.json.JsonException;
import io.prefork.sidecar.json.JsonReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;

/** Parser of the directive's JSON; unknown members are passed over. */
final class DirectiveParser {
  private static final List<String> SERVERS = List.of("Auto", "UWSGI", "Gunicorn");
  private static final List<String> MODES = List.of("Observe", "Enforce");
  private static final List<String> COLLECTORS =
      List.of("Default", "Freeze", "ThresholdZero", "Immortal");
  private static final List<String> REENABLINGS =
      List.of(Directive.ALLOW, Directive.REPORT, Directive.BLOCK);
  private static final List<String> SHUTDOWNS = List.of("Finalize", "SkipFinalization");
  private static final List<String> RECLAIMS = List.of("Auto", "Workers", "Respawns");
  private static final List<String> COUNTERS = List.of("Auto", "Hardware", "Software", "None");
  private static final List<String> COLLECTOR_FAULTS = List.of("Count", Directive.SAMPLE);

  private long version = -1;
  private String policy;
  private long generation;
  private String container;
  private String server = "Auto";
  private String mode;
  private String gc;
  private String reenable;
  private String shutdown;
  private Directive.Rss rss;
  private Directive.Workers workers;
  private String reclaim;
  private String counters;
  private Double cpuSharePercent;
  private String collectorFaults;
  private Integer maxGrowthPercent;

  private DirectiveParser() {}

  /**
   * @throws IOException naming the member and the value that cannot be used
   */
  static Directive parse(byte[] text) throws IOException {
    DirectiveParser parser = new DirectiveParser();
    parser.read(new JsonReader(new ByteArrayInputStream(text)));
    return parser.checked();
  }

  private void read(JsonReader json) throws IOException {
    json.beginObject();
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      switch (name) {
        case "version" -> version = json.nextLong();
        case "policy" -> policy = json.nextString();
        case "generation" -> generation = json.nextLong();
        case "container" -> container = json.nextString();
        case "server" -> server = json.nextString();
        case "mode" -> mode = json.nextString();
        case "gc" -> gc = json.nextString();
        case "reenable" -> reenable = json.nextString();
        case "shutdown" -> shutdown = json.nextString();
        case "rss" -> rss = rss(json);
        case "workers" -> workers = workers(json);
        case "reclaim" -> reclaim = json.nextString();
        case "counters" -> counters = json.nextString();
        case "cpuSharePercent" ->
            cpuSharePercent = json.nextNull() ? null : Double.valueOf(json.nextDouble());
        case "collectorFaults" -> collectorFaults = json.nextString();
        case "maxGrowthPercent" -> maxGrowthPercent = growth(json);
        default -> json.skip();
      }
    }
  }

  private static Directive.Rss rss(JsonReader json) throws IOException {
    if (json.nextNull()) {
      return null;
    }
    String recycleAbove = null;
    String killAbove = null;
    String metric = null;
    json.beginObject();
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      switch (name) {
        case "recycleAbove" -> recycleAbove = json.nextString();
        case "killAbove" -> killAbove = json.nextString();
        case "metric" -> metric = json.nextString();
        default -> json.skip();
      }
    }
    return new Directive.Rss(recycleAbove, killAbove, metric);
  }

  private static Directive.Workers workers(JsonReader json) throws IOException {
    if (json.nextNull()) {
      return null;
    }
    Integer min = null;
    Integer max = null;
    json.beginObject();
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      switch (name) {
        case "min" -> min = bound(json);
        case "max" -> max = bound(json);
        default -> json.skip();
      }
    }
    return new Directive.Workers(min, max);
  }

  private static Integer bound(JsonReader json) throws IOException {
    if (json.nextNull()) {
      return null;
    }
    long bound = json.nextLong();
    if (bound < 0 || bound > Integer.MAX_VALUE) {
      throw new JsonException("workers: " + bound + " is out of range");
    }
    return (int) bound;
  }

  private static Integer growth(JsonReader json) throws IOException {
    if (json.nextNull()) {
      return null;
    }
    long percent = json.nextLong();
    if (percent < 1 || percent > Directive.MAX_GROWTH_PERCENT) {
      throw new JsonException(
          "maxGrowthPercent is "
              + percent
              + ", expected a number from 1 to "
              + Directive.MAX_GROWTH_PERCENT);
    }
    return (int) percent;
  }

  private Directive checked() throws JsonException {
    if (version != Directive.VERSION) {
      throw new JsonException(
          "version is " + version + ", this sidecar understands " + Directive.VERSION);
    }
    if (policy == null || policy.isEmpty() || policy.chars().anyMatch(c -> c <= ' ')) {
      throw new JsonException("policy is " + policy + ", expected namespace/name");
    }
    oneOf("server", server, SERVERS);
    oneOf("mode", mode, MODES);
    oneOf("gc", gc, COLLECTORS);
    if (reenable != null) {
      oneOf("reenable", reenable, REENABLINGS);
    }
    oneOf("shutdown", shutdown, SHUTDOWNS);
    if (reclaim != null) {
      oneOf("reclaim", reclaim, RECLAIMS);
    }
    if (counters != null) {
      oneOf("counters", counters, COUNTERS);
    }
    share(cpuSharePercent);
    if (collectorFaults != null) {
      oneOf("collectorFaults", collectorFaults, COLLECTOR_FAULTS);
    }
    return new Directive(
        Directive.VERSION,
        policy,
        generation,
        container,
        server,
        mode,
        gc,
        reenable,
        shutdown,
        rss,
        workers,
        reclaim,
        counters,
        cpuSharePercent,
        collectorFaults,
        maxGrowthPercent);
  }

  private static void share(Double percent) throws JsonException {
    if (percent != null && !(percent > 0 && percent <= 100)) {
      throw new JsonException(
          "cpuSharePercent is " + percent + ", expected more than 0 and at most 100");
    }
  }

  private static void oneOf(String name, String value, List<String> allowed) throws JsonException {
    if (value == null || !allowed.contains(value)) {
      throw new JsonException(name + " is " + value + ", expected one of " + allowed);
    }
  }
}
