package io.prefork.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * The workers that uWSGI's stats server lists.
 *
 * @param ceiling those that it can ever have
 * @param running those that have a process
 */
record UwsgiWorkers(int ceiling, int running) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  static UwsgiWorkers of(Path stats) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(stats))) {
      JsonNode workers = JSON.readTree(Channels.newInputStream(channel)).get("workers");
      int running = 0;
      for (JsonNode worker : workers) {
        running += worker.get("pid").asInt() > 0 && !isCheap(worker) ? 1 : 0;
      }
      return new UwsgiWorkers(workers.size(), running);
    }
  }

  /** Whether the stats server answers yet. */
  static boolean isThere(Path stats) {
    try {
      of(stats);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  private static boolean isCheap(JsonNode worker) {
    return worker.get("status").asText().equals("cheap");
  }
}
