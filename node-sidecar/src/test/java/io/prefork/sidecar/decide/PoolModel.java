package io.prefork.sidecar.decide;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A pool in a container, as far as decisions depend on it: memory per worker that grows with what
 * it serves, a demand, a limit, a server that follows slowly, and private figures that are read in
 * turn.
 */
final class PoolModel {
  static final long MIB = 1 << 20;
  static final long TICK_MILLIS = 2_000;

  /** What the application and its users are like; every field has a plain default. */
  static final class Traits {
    long limitBytes = 1228 * MIB;
    long sharedBytes = 230 * MIB;
    long freshBytes = 4 * MIB;
    long matureBytes = 17 * MIB;
    int matureRequests = 200;

    /** Unlike growing evenly: all at once at so many requests, 0 for never. */
    int jumpRequests;

    long jumpBytes;
    long leakBytesPerRequest;
    long kernelBytes = MIB;
    double spread = 0.05;

    /** What requests take at most, all together, and give back. */
    long flickerBytes;

    int clients = 200;
    double requestSeconds = 0.2;
    double cpuSeconds = 0.002;
    double cores = 2;
    int startWorkers = 4;
    Integer ceiling = 100;
    int resizesPerTick = 2;

    /** From the decision that workers leave until they have given their memory back. */
    long leavesAfterMillis;

    double readsPerTick = 2;

    /** Who was never read is read at once, out of so many reads that are missing later. */
    int readsAhead;

    /** How often the server replaces its oldest worker by itself, 0 for never. */
    long respawnMillis;

    boolean tellsBusy = true;

    /**
     * Of a worker that has a request whenever there is one to be had: looks that find it in one.
     */
    double busyShare = 0.97;

    Ending ending;

    /** Within which the request of one that is to leave after it has ended. */
    int requestTicks = 1;

    boolean tellsRequests = true;

    /** Whether the bootstrap is in the workers; they jump at their first full collection. */
    boolean tellsCollected;
  }

  private static final class Worker {
    WorkerId id;
    long bornMillis;
    double requests;
    double matures;
    long readBytes = -1;
    long readAtMillis;
    boolean readCollected;
    boolean busy;

    /** Null: not at all. */
    Long leavesAtMillis;
  }

  /** Workers that were told to leave and have something to finish. */
  private record Leaving(int count, long untilMillis) {}

  final Traits traits;
  private final Random random;
  private final List<Worker> workers = new ArrayList<>();
  private long nowMillis = 1_000_000;
  private int nextPid = 100;
  private int wanted;
  private int readNext;
  private double readsLeft;
  private double usedCores;
  private final List<Leaving> leaving = new ArrayList<>();

  /** What something else in the container takes. */
  long otherBytes;

  /** What it takes in the end, and at which pace. */
  private long otherInTheEndBytes;

  private long otherBytesPerSecond;
  private long flickerBytes;

  /** Whether the kernel acts on the limit: a kubelet lets it be cut below usage only on paper. */
  boolean kernelKills = true;

  long oomKills;
  int recycled;

  /** Workers that were made to end while they were in a request, and not after it. */
  int cutOff;

  long peakBytes;
  double served;

  PoolModel(Traits traits, long seed) {
    this.traits = traits;
    random = new Random(seed);
    wanted = traits.startWorkers;
    for (int i = 0; i < wanted; i++) {
      fork();
    }
  }

  private void fork() {
    Worker worker = new Worker();
    worker.id = new WorkerId(nextPid++, nowMillis / 10);
    worker.bornMillis = nowMillis;
    worker.matures = 1 + traits.spread * random.nextGaussian();
    workers.add(worker);
  }

  long nowMillis() {
    return nowMillis;
  }

  int workers() {
    return workers.size();
  }

  private long privateBytes(Worker worker) {
    double part = Math.min(1, worker.requests / traits.matureRequests);
    long grown = (long) ((traits.matureBytes - traits.freshBytes) * part * worker.matures);
    return traits.freshBytes
        + Math.max(0, grown)
        + (hasJumped(worker) ? traits.jumpBytes : 0)
        + (long) (traits.leakBytesPerRequest * worker.requests);
  }

  private boolean hasJumped(Worker worker) {
    return traits.jumpRequests > 0 && worker.requests >= traits.jumpRequests;
  }

  long usedBytes() {
    long used = traits.sharedBytes + otherBytes + flickerBytes;
    for (Worker worker : workers) {
      used += privateBytes(worker) + traits.kernelBytes;
    }
    return used;
  }

  /** From now on something else in the container takes so many bytes more, at that pace. */
  void otherTakes(long bytes, long bytesPerSecond) {
    otherInTheEndBytes = otherBytes + bytes;
    otherBytesPerSecond = bytesPerSecond;
  }

  /** One tick passes: requests are served, the server follows what it was told. */
  void tick() {
    pass(TICK_MILLIS);
  }

  /** The same for any time. */
  void pass(long millis) {
    nowMillis += millis;
    long taken = otherBytesPerSecond * millis / 1000;
    otherBytes = Math.max(otherBytes, Math.min(otherInTheEndBytes, otherBytes + taken));
    if (traits.flickerBytes > 0) {
      flickerBytes = (long) (random.nextDouble() * traits.flickerBytes);
    }
    // Whoever leaves now was there until now.
    holdToLimit();
    if (traits.respawnMillis > 0 && nowMillis % traits.respawnMillis < millis) {
      respawn(workers.getFirst().id, 0);
    }
    followSize((double) millis / TICK_MILLIS);
    serve(millis / 1000.0);
    read((double) millis / TICK_MILLIS);
    holdToLimit();
  }

  private void holdToLimit() {
    peakBytes = Math.max(peakBytes, usedBytes());
    if (kernelKills && usedBytes() > traits.limitBytes) {
      oomKills++;
      workers.remove(random.nextInt(workers.size()));
    }
  }

  private void followSize(double ticks) {
    workers.removeIf(worker -> worker.leavesAtMillis != null && worker.leavesAtMillis <= nowMillis);
    leaving.removeIf(some -> some.untilMillis() <= nowMillis);
    int stay = leaving.stream().mapToInt(Leaving::count).sum();
    int most = (int) Math.ceil(traits.resizesPerTick * ticks);
    for (int i = 0; i < most && workers.size() > wanted + stay; i++) {
      workers.removeFirst();
    }
    for (int i = 0; i < most && workers.size() < wanted; i++) {
      fork();
    }
  }

  private void serve(double seconds) {
    double byWorkers = Math.min(workers.size(), traits.clients) / traits.requestSeconds;
    double byCores = traits.cpuSeconds == 0 ? Double.MAX_VALUE : traits.cores / traits.cpuSeconds;
    double rate = Math.min(byWorkers, byCores);
    usedCores = rate * traits.cpuSeconds;
    served += rate * seconds;
    double busyShare = Math.min(1, (double) traits.clients / workers.size());
    for (Worker worker : workers) {
      worker.requests += rate * seconds / workers.size();
      worker.busy = random.nextDouble() < busyShare * traits.busyShare;
    }
  }

  private void read(double ticks) {
    readsLeft = Math.min(readsLeft, traits.readsAhead) + traits.readsPerTick * ticks;
    for (Worker worker : workers) {
      if (worker.readBytes < 0 && readsLeft > -traits.readsAhead) {
        read(worker);
      }
    }
    while (readsLeft >= 1) {
      read(workers.get(readNext++ % workers.size()));
    }
  }

  private void read(Worker worker) {
    worker.readBytes = privateBytes(worker);
    worker.readAtMillis = nowMillis;
    worker.readCollected = traits.jumpRequests == 0 || hasJumped(worker);
    readsLeft--;
  }

  Observation observe() {
    List<WorkerState> states = new ArrayList<>();
    for (Worker worker : workers) {
      boolean read = worker.readBytes >= 0;
      states.add(
          new WorkerState(
              worker.id,
              (nowMillis - worker.bornMillis) / 1000,
              read ? worker.readBytes : null,
              read ? worker.readBytes + traits.sharedBytes / 10 : null,
              privateBytes(worker) + traits.sharedBytes,
              traits.tellsRequests ? (Long) (long) worker.requests : null,
              traits.tellsBusy ? worker.busy : null,
              read ? (nowMillis - worker.readAtMillis) / 1000 : null,
              traits.ending,
              read && traits.tellsCollected ? worker.readCollected : null));
    }
    int waiting = Math.max(0, traits.clients - workers.size());
    return new Observation(
        nowMillis,
        states,
        traits.ceiling,
        waiting,
        new Memory(traits.limitBytes, null, usedBytes(), 64L << 30, oomKills, 0.0),
        new Processor(usedCores, traits.cores, 0.0, traits.cores));
  }

  void carryOut(Action action) {
    switch (action) {
      case Action.Hold hold -> {}
      case Action.Grow grow -> wanted = workers.size() + grow.workers();
      case Action.Shrink shrink -> {
        wanted = Math.min(wanted, workers.size()) - shrink.workers();
        leaving.add(new Leaving(shrink.workers(), nowMillis + traits.leavesAfterMillis));
      }
      case Action.Recycle recycle -> recycle(recycle);
      case Action.Kill kill -> respawn(kill.worker(), 0);
    }
  }

  private void recycle(Action.Recycle recycle) {
    boolean after = recycle.ending() == Ending.AFTER_REQUEST;
    boolean whole = after ? traits.ending == Ending.AFTER_REQUEST : !isBusy(recycle.worker());
    cutOff += whole ? 0 : 1;
    respawn(recycle.worker(), after ? random.nextInt(traits.requestTicks) : 0);
    recycled++;
  }

  private void respawn(WorkerId id, int ticks) {
    for (Worker worker : workers) {
      if (worker.id.equals(id)) {
        worker.leavesAtMillis = nowMillis + ticks * TICK_MILLIS;
      }
    }
  }

  boolean isBusy(WorkerId id) {
    return workers.stream().anyMatch(worker -> worker.id.equals(id) && worker.busy);
  }

  /** What a hand that tries every number finds: as many as fit when all are mature. */
  int handTuned() {
    long each =
        traits.matureBytes + traits.kernelBytes + (traits.jumpRequests > 0 ? traits.jumpBytes : 0);
    return (int) ((traits.limitBytes - traits.sharedBytes) / each);
  }
}
