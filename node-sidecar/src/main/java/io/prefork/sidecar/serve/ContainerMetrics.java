package io.prefork.sidecar.serve;

import io.prefork.protocol.Report;

/** What bounds the pool from outside, as metrics. */
final class ContainerMetrics {
  private static final double PERCENT = 100;

  private ContainerMetrics() {}

  static void write(Exposition out, Report.Container container) {
    if (container == null) {
      return;
    }
    if (container.memory() != null) {
      memory(out, container.memory());
    }
    out.measured(
        "prefork_container_memory_declared_limit_bytes",
        "gauge",
        "Memory limit that the pod's spec declares for that container; no sample without one.",
        container.declaredMemoryLimitBytes());
    if (container.processor() != null) {
      processor(out, container.processor());
    }
    if (container.host() != null) {
      host(out, container.host());
    }
  }

  private static void memory(Exposition out, Report.Memory memory) {
    out.measured(
        "prefork_container_memory_limit_bytes",
        "gauge",
        "Memory limit of the application's container; no sample without one.",
        memory.limitBytes());
    out.measured(
        "prefork_container_memory_usage_bytes",
        "gauge",
        "All memory that is charged to the application's container.",
        memory.usageBytes());
    out.measured(
        "prefork_container_memory_used_bytes",
        "gauge",
        "The same less inactive file pages, which can be dropped.",
        memory.usedBytes());
    out.measured(
        "prefork_container_memory_peak_bytes",
        "gauge",
        "The most that was ever charged to the application's container.",
        memory.peakBytes());
    out.measured(
        "prefork_container_oom_kills_total",
        "counter",
        "Processes of the application's container that the kernel killed for its memory limit.",
        memory.oomKills());
    out.measured(
        "prefork_container_memory_pressure_some_ratio",
        "gauge",
        "Part of the last 10 s in which some task of the container waited for memory (PSI).",
        memory.pressureSome10() == null ? null : memory.pressureSome10() / PERCENT);
  }

  private static void processor(Exposition out, Report.Processor processor) {
    out.measured(
        "prefork_container_cpu_used_cores",
        "gauge",
        "Processor time that the application's container takes per time.",
        processor.usedCores());
    out.measured(
        "prefork_container_cpu_limit_cores",
        "gauge",
        "Processor limit of the application's container; no sample without one.",
        processor.limitCores());
    out.measured(
        "prefork_container_cpu_throttled_ratio",
        "gauge",
        "Part of the limit's periods in which the container was held back.",
        processor.throttledShare());
  }

  private static void host(Exposition out, Report.Host host) {
    out.measured(
        "prefork_host_memory_available_bytes",
        "gauge",
        "MemAvailable of the machine.",
        host.availableBytes());
    out.measured(
        "prefork_host_page_cache_bytes",
        "gauge",
        "Page cache of the machine.",
        host.pageCacheBytes());
  }
}
