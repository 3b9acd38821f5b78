package io.prefork.sidecar.sense;

import io.prefork.protocol.Directive;
import io.prefork.protocol.Report;
import io.prefork.sidecar.decide.WorkerId;
import io.prefork.sidecar.discover.Found;
import io.prefork.sidecar.discover.ServerKind;
import io.prefork.sidecar.discover.Workers;
import io.prefork.sidecar.measure.PoolSample;
import io.prefork.sidecar.measure.ProcessSample;
import io.prefork.sidecar.measure.Round;
import io.prefork.sidecar.measure.WorkerFindings;
import io.prefork.sidecar.measure.WorkerSample;
import io.prefork.sidecar.proc.ProcessEntry;
import io.prefork.sidecar.proc.Stat;
import io.prefork.sidecar.proc.Uptime;
import io.prefork.sidecar.server.AsyncOptions;
import io.prefork.sidecar.server.ListenQueue;
import io.prefork.sidecar.server.ServerView;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/** One tick's look at a server that was found: what it says, its processes, what surrounds it. */
public final class PoolReader {
  private final ServerWatch server;
  private final ListenQueue listenQueue;
  private final Readings readings;
  private final Sampler sampler;
  private final Surroundings surroundings;
  private final Self self;
  private final Clock clock;
  private final LongSupplier nanoClock;
  private final Respawns respawns = new Respawns();
  private Workers lastWorkers;
  private int lastSamples;
  private long respawned;

  /**
   * @param nanoClock any origin, never going back
   */
  public PoolReader(
      ServerWatch server,
      ListenQueue listenQueue,
      Readings readings,
      Sampler sampler,
      Surroundings surroundings,
      Self self,
      Clock clock,
      LongSupplier nanoClock) {
    this.server = server;
    this.listenQueue = listenQueue;
    this.readings = readings;
    this.sampler = sampler;
    this.surroundings = surroundings;
    this.self = self;
    this.clock = clock;
    this.nanoClock = nanoClock;
  }

  /**
   * @param directive in force, or null
   * @param spending allows and counts the costly readings
   */
  Sensed read(
      Found found, Directive directive, List<Report.Finding> ownFindings, Spending spending) {
    long now = nanoClock.getAsLong();
    Uptime uptime = uptime();
    server.look(found);
    Workers workers = server.workers();
    readings.advance(found.master(), workers.processes(), spending, now);
    ProcessSample master = sampler.sample(found.master(), uptime, now);
    List<WorkerSample> samples = sampler.workers(workers.processes(), server.view(), uptime, now);
    PoolSample pool = pool(found, workers, samples, now);
    Surroundings.View around = surroundings.look(found.master(), uptime, now);
    List<Report.Finding> findings = new ArrayList<>(ownFindings);
    addFindings(found, workers, samples, directive, findings);
    if (around.finding() != null && !found.denied()) {
      findings.add(around.finding());
    }
    Round round =
        new Round(
            clock.instant(),
            directive,
            found.kind(),
            server.version(),
            master,
            samples,
            pool,
            null,
            around.report(),
            List.copyOf(findings));
    boolean certain = !workers.guessed();
    return new Sensed(
        round,
        found,
        Observations.of(now, samples, AsyncOptions.given(found), pool, around),
        certain,
        certain || server.hasTold());
  }

  /** Used memory of the server's container at this moment, or null; costs little. */
  Long usedBytes() {
    return surroundings.usedBytes();
  }

  /** Whether a look would find something new besides what the pool's own processes show. */
  boolean hasNews(Spending spending) {
    return readings.anyIsDue(spending) || surroundings.haveMoved();
  }

  /** There is no server. */
  Sensed nothing(Directive directive, List<Report.Finding> findings) {
    server.clear();
    lastWorkers = null;
    readings.clear();
    surroundings.close();
    Round round =
        new Round(
            clock.instant(),
            directive,
            null,
            null,
            null,
            List.of(),
            PoolSample.UNKNOWN,
            null,
            null,
            List.copyOf(findings));
    return new Sensed(round, null, null, false, false);
  }

  private PoolSample pool(Found found, Workers workers, List<WorkerSample> samples, long now) {
    if (!workers.isSameAs(lastWorkers) || samples.size() != lastSamples) {
      respawned = respawns.count(id(found.master()), ids(samples), now);
      lastWorkers = workers;
      lastSamples = samples.size();
    }
    ServerView view = server.view();
    Integer told = view == null ? null : view.listenQueue();
    return new PoolSample(
        respawned,
        told == null && found.kind() == ServerKind.GUNICORN ? listenQueue.waiting(found) : told,
        view == null ? null : view.ceiling());
  }

  /**
   * Of those that still answer: one that ended while the processes were being listed may be among
   * them beside its own successor.
   */
  private static Set<WorkerId> ids(List<WorkerSample> samples) {
    Set<WorkerId> ids = new HashSet<>();
    for (WorkerSample sample : samples) {
      Stat stat = sample.process().stat();
      ids.add(new WorkerId(stat.pid(), stat.startTicks()));
    }
    return ids;
  }

  private static WorkerId id(ProcessEntry entry) {
    return new WorkerId(entry.pid(), entry.stat().startTicks());
  }

  private void addFindings(
      Found found,
      Workers workers,
      List<WorkerSample> samples,
      Directive directive,
      List<Report.Finding> findings) {
    if (readings.isDenied() || found.denied()) {
      findings.add(PoolFindings.denied(found));
    }
    if (!found.otherMasters().isEmpty()) {
      findings.add(PoolFindings.severalServers(found));
    }
    boolean hasForked = !found.children().isEmpty();
    if (found.kind() == ServerKind.UWSGI && server.problem() != null && hasForked) {
      findings.add(PoolFindings.statsUnavailable(workers, server.problem()));
    }
    if (readings.recordFinding() != null) {
      findings.add(readings.recordFinding());
    }
    findings.addAll(WorkerFindings.of(samples, directive));
  }

  private Uptime uptime() {
    try {
      return self.uptime();
    } catch (IOException notThere) {
      return null;
    }
  }
}
