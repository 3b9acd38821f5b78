package io.prefork.sidecar.serve;

import io.prefork.protocol.Report;
import io.prefork.sidecar.json.JsonWriter;

/** The part of the report that is about the container and its host. */
final class ContainerJson {
  private ContainerJson() {}

  static void write(JsonWriter json, Report.Container container) {
    if (container != null) {
      json.beginObject("container");
      memory(json, container.memory());
      json.member("declaredMemoryLimitBytes", container.declaredMemoryLimitBytes());
      processor(json, container.processor());
      host(json, container.host());
      json.endObject();
    }
  }

  private static void memory(JsonWriter json, Report.Memory memory) {
    if (memory != null) {
      json.beginObject("memory");
      json.member("limitBytes", memory.limitBytes());
      json.member("usageBytes", memory.usageBytes());
      json.member("usedBytes", memory.usedBytes());
      json.member("peakBytes", memory.peakBytes());
      json.member("oomKills", memory.oomKills());
      json.member("pressureSome10", memory.pressureSome10());
      json.endObject();
    }
  }

  private static void processor(JsonWriter json, Report.Processor processor) {
    if (processor != null) {
      json.beginObject("processor");
      json.member("usedCores", processor.usedCores());
      json.member("limitCores", processor.limitCores());
      json.member("throttledShare", processor.throttledShare());
      json.endObject();
    }
  }

  private static void host(JsonWriter json, Report.Host host) {
    if (host != null) {
      json.beginObject("host");
      json.member("availableBytes", host.availableBytes());
      json.member("pageCacheBytes", host.pageCacheBytes());
      json.endObject();
    }
  }
}
