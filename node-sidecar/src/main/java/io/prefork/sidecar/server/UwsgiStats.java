package io.prefork.sidecar.server;

import io.prefork.sidecar.json.JsonException;
import io.prefork.sidecar.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads what uWSGI's stats server sends to whoever connects. Source: {@code
 * uwsgi_master_generate_stats} in uWSGI's {@code core/master_utils.c}.
 */
final class UwsgiStats {
  private static final int MAX_WORKERS = 4096;

  private final JsonReader json;
  private final Map<Integer, ServerView.WorkerView> workers = new HashMap<>();
  private String version;
  private Integer master;
  private Integer slots;
  private Integer queue;

  private UwsgiStats(InputStream in) {
    json = new JsonReader(in);
  }

  /**
   * @param in the answer, from its first brace on
   * @throws JsonException when it is not the expected JSON
   */
  static ServerView read(InputStream in) throws IOException {
    UwsgiStats stats = new UwsgiStats(in);
    stats.readTop();
    return new ServerView(
        stats.version, stats.master, Map.copyOf(stats.workers), stats.queue, stats.slots);
  }

  private void readTop() throws IOException {
    json.beginObject();
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      switch (name) {
        case "version" -> version = json.nextString();
        case "pid" -> master = pid(json.nextLong());
        case "sockets" -> readSockets();
        case "workers" -> readWorkers();
        default -> json.skip();
      }
    }
  }

  /** A socket whose greatest queue is 0 was not measured: a Unix one, on most kernels. */
  private void readSockets() throws IOException {
    json.beginArray();
    while (json.hasNext()) {
      long waiting = 0;
      long most = 0;
      json.beginObject();
      for (String name = json.nextName(); name != null; name = json.nextName()) {
        switch (name) {
          case "queue" -> waiting = json.nextLong();
          case "max_queue" -> most = json.nextLong();
          default -> json.skip();
        }
      }
      if (most > 0) {
        queue = (queue == null ? 0 : queue) + (int) Math.clamp(waiting, 0, most);
      }
    }
  }

  /** There is an entry a worker that could run: {@code cheap} ones do not. */
  private void readWorkers() throws IOException {
    int entries = 0;
    json.beginArray();
    while (json.hasNext()) {
      readWorker();
      slots = ++entries;
      if (entries > MAX_WORKERS) {
        throw new JsonException("more than " + MAX_WORKERS + " workers");
      }
    }
  }

  private void readWorker() throws IOException {
    int pid = 0;
    Long requests = null;
    Long requestsOfThisProcess = null;
    String status = null;
    Cores cores = new Cores(0, 0);
    json.beginObject();
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      switch (name) {
        case "pid" -> pid = pid(json.nextLong());
        case "requests" -> requests = json.nextLong();
        case "delta_requests" -> requestsOfThisProcess = json.nextLong();
        case "status" -> status = json.nextString();
        case "cores" -> cores = readCores();
        default -> json.skip();
      }
    }
    if (pid > 0 && !"cheap".equals(status)) {
      // "requests" goes on counting when a worker is replaced; the other starts anew.
      Long counted = requestsOfThisProcess != null ? requestsOfThisProcess : requests;
      boolean busy = cores.inRequest() > 0 || "busy".equals(status);
      Integer told = cores.all() == 0 ? null : (Integer) cores.all();
      workers.put(pid, new ServerView.WorkerView(counted, busy, told));
    }
  }

  private record Cores(int all, int inRequest) {}

  private Cores readCores() throws IOException {
    int all = 0;
    int inRequest = 0;
    json.beginArray();
    while (json.hasNext()) {
      all++;
      json.beginObject();
      for (String name = json.nextName(); name != null; name = json.nextName()) {
        if (name.equals("in_request")) {
          inRequest += json.nextLong() != 0 ? 1 : 0;
        } else {
          json.skip();
        }
      }
    }
    return new Cores(all, inRequest);
  }

  private static int pid(long number) throws JsonException {
    if (number < 0 || number > Integer.MAX_VALUE) {
      throw new JsonException("pid " + number + " out of range");
    }
    return (int) number;
  }
}
