package io.prefork.sidecar.server;

import io.prefork.sidecar.json.JsonException;
import io.prefork.sidecar.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Gunicorn's control socket, from 25.1 on: four bytes of length, big-endian, then JSON. It tells
 * the workers' pids (a dirty arbiter among the master's children is none) but counts no requests.
 */
final class GunicornControl {
  private static final int LENGTH_BYTES = 4;
  private static final int MAX_WORKERS = 4096;

  private GunicornControl() {}

  static byte[] question() {
    byte[] json =
        "{\"id\":1,\"command\":\"show workers\",\"args\":[]}".getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(LENGTH_BYTES + json.length).putInt(json.length).put(json).array();
  }

  /**
   * @throws IOException when the answer is not the expected one
   */
  static ServerView read(InputStream in) throws IOException {
    in.skipNBytes(LENGTH_BYTES);
    JsonReader json = new JsonReader(in);
    Map<Integer, ServerView.WorkerView> workers = null;
    json.beginObject();
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      if (name.equals("data")) {
        workers = readData(json);
      } else {
        json.skip();
      }
    }
    if (workers == null) {
      throw new JsonException("no workers in the answer");
    }
    return new ServerView(null, null, Map.copyOf(workers), null, null);
  }

  private static Map<Integer, ServerView.WorkerView> readData(JsonReader json) throws IOException {
    Map<Integer, ServerView.WorkerView> workers = null;
    json.beginObject();
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      if (name.equals("workers")) {
        workers = readWorkers(json);
      } else {
        json.skip();
      }
    }
    return workers;
  }

  private static Map<Integer, ServerView.WorkerView> readWorkers(JsonReader json)
      throws IOException {
    Map<Integer, ServerView.WorkerView> workers = new HashMap<>();
    json.beginArray();
    while (json.hasNext()) {
      json.beginObject();
      for (String name = json.nextName(); name != null; name = json.nextName()) {
        if (name.equals("pid")) {
          workers.put((int) json.nextLong(), new ServerView.WorkerView(null, null, null));
        } else {
          json.skip();
        }
      }
      if (workers.size() > MAX_WORKERS) {
        throw new JsonException("more than " + MAX_WORKERS + " workers");
      }
    }
    return workers;
  }
}
