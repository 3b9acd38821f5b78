package io.prefork.sidecar.sense;

import io.prefork.protocol.Report;
import io.prefork.sidecar.cgroup.Container;
import io.prefork.sidecar.cgroup.ProcessorTimes;
import io.prefork.sidecar.decide.Memory;
import io.prefork.sidecar.decide.Processor;
import io.prefork.sidecar.directive.DeclaredLimit;
import io.prefork.sidecar.kernel.BoundedFiles;
import io.prefork.sidecar.kernel.Descriptor;
import io.prefork.sidecar.kernel.KernelException;
import io.prefork.sidecar.proc.Affinity;
import io.prefork.sidecar.proc.HostMemory;
import io.prefork.sidecar.proc.ProcessEntry;
import io.prefork.sidecar.proc.Uptime;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** What bounds the pool from outside: its container, and the machine. */
public final class Surroundings {
  private static final int FILE_BYTES = 8 * 1024;
  private static final int LOOKS_BETWEEN_SEARCHES = 32;

  /** Of the limit: what the container may use more or less before it is looked at. */
  private static final long NOTABLE_PART = 128;

  private static final long NOTABLE_AT_MOST = 16 << 20;

  private final BoundedFiles files;
  private final String procRoot;
  private final DeclaredLimit declaredLimit;
  private Descriptor meminfo;
  private ProcessEntry master;
  private Container container;
  private Long droppableBytes;
  private Integer processors;
  private int looks;
  private ProcessorTimes lastTimes;
  private long lastNanos;
  private Uptime lastUptime;
  private Long lastUsage;
  private long notableBytes;
  private Long lastDeclared;

  /**
   * @param procRoot the proc file system, {@code /proc}
   * @param declaredLimit of the server's container
   */
  public Surroundings(BoundedFiles files, String procRoot, DeclaredLimit declaredLimit) {
    this.files = files;
    this.procRoot = procRoot;
    this.declaredLimit = declaredLimit;
  }

  /**
   * One look.
   *
   * @param report for people
   * @param memory for decisions
   * @param processor for decisions
   * @param finding what a person could do for it to be seen, or null
   */
  record View(
      Report.Container report, Memory memory, Processor processor, Report.Finding finding) {}

  /**
   * @param uptime now, or null
   */
  View look(ProcessEntry itsMaster, Uptime uptime, long nowNanos) {
    Report.Memory memory = memory(itsMaster);
    droppableBytes = droppableBytes(memory);
    lastUsage = memory == null ? null : memory.usageBytes();
    notableBytes = notableBytes(memory);
    Long declared = declaredLimit.bytes();
    lastDeclared = declared;
    Report.Processor processor = processor(nowNanos);
    HostMemory host = host();
    Double idleCores = uptime == null ? null : uptime.idleSince(lastUptime);
    lastUptime = uptime;
    return new View(
        new Report.Container(
            memory, declared, processor, new Report.Host(host.available(), host.pageCache())),
        new Memory(
            memory == null ? null : memory.limitBytes(),
            declared,
            memory == null ? null : memory.usedBytes(),
            host.available(),
            memory == null ? null : memory.oomKills(),
            memory == null ? null : memory.pressureSome10()),
        new Processor(
            processor == null ? null : processor.usedCores(),
            limitCores(processor),
            processor == null ? null : processor.throttledShare(),
            idleCores),
        memory == null && !container.isMachine() ? PoolFindings.noCgroup(itsMaster.pid()) : null);
  }

  /** File pages that can be dropped at once, or null. */
  private static Long droppableBytes(Report.Memory memory) {
    return memory == null || memory.usedBytes() == null
        ? null
        : (Long) (memory.usageBytes() - memory.usedBytes());
  }

  /**
   * Used memory at this moment, as far as no file pages have come or gone since the last look; null
   * when it is not known.
   */
  Long usedBytes() {
    Long usage = container == null || droppableBytes == null ? null : container.usageBytes();
    return usage == null ? null : (Long) (usage - droppableBytes);
  }

  /**
   * Whether the container uses notably more or less than at the last look, or another limit is
   * declared for it.
   */
  boolean haveMoved() {
    if (!Objects.equals(declaredLimit.bytes(), lastDeclared)) {
      return true;
    }
    Long usage = container == null ? null : container.usageBytes();
    return usage == null || lastUsage == null
        ? usage != lastUsage
        : Math.abs(usage - lastUsage) >= notableBytes;
  }

  private static long notableBytes(Report.Memory memory) {
    Long limit = memory == null ? null : memory.limitBytes();
    return limit == null ? NOTABLE_AT_MOST : Math.min(limit / NOTABLE_PART, NOTABLE_AT_MOST);
  }

  private HostMemory host() {
    try {
      if (meminfo == null) {
        meminfo = files.open(procRoot + "/meminfo");
      }
      return HostMemory.parse(meminfo.readOnce(HostMemory.BYTES));
    } catch (KernelException notThere) {
      return new HostMemory(null, null);
    }
  }

  private Report.Memory memory(ProcessEntry itsMaster) {
    boolean other = master == null || !master.isSameAs(itsMaster);
    Report.Memory memory = other ? null : container.memory();
    if (other || (memory == null && ++looks % LOOKS_BETWEEN_SEARCHES == 0)) {
      close();
      master = itsMaster;
      container = new Container(files, procRoot, itsMaster.pid());
      processors = Affinity.processors(text("/" + itsMaster.pid() + "/status"));
      memory = container.memory();
    }
    return memory;
  }

  private Report.Processor processor(long nowNanos) {
    ProcessorTimes times = container.processor();
    Report.Processor since = times == null ? null : times.since(lastTimes, nowNanos - lastNanos);
    lastTimes = times;
    lastNanos = nowNanos;
    return since;
  }

  private Double limitCores(Report.Processor processor) {
    if (processor != null && processor.limitCores() != null) {
      return processor.limitCores();
    }
    return processors == null ? null : Double.valueOf(processors);
  }

  private String text(String file) {
    try {
      return new String(files.read(procRoot + file, FILE_BYTES), StandardCharsets.ISO_8859_1);
    } catch (KernelException notThere) {
      return "";
    }
  }

  /** There is no server. */
  void close() {
    if (container != null) {
      container.close();
    }
    container = null;
    master = null;
    lastTimes = null;
  }
}
