package io.prefork.sidecar.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.prefork.sidecar.discover.Found;
import io.prefork.sidecar.discover.ServerKind;
import io.prefork.sidecar.proc.Environment;
import io.prefork.sidecar.proc.ProcessEntry;
import io.prefork.sidecar.proc.Stat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AsyncOptionsTest {
  private static Found started(ServerKind kind, String options) {
    Environment environment = new Environment(Environment.State.KNOWN, Map.of());
    Stat stat = new Stat(7, "server", 'S', 1, 0, 0, 0, 1, 5);
    List<String> arguments = List.of(("server " + options).split(" "));
    ProcessEntry master = new ProcessEntry(stat, arguments, environment, "");
    return new Found(kind, master, List.of(), List.of(), false);
  }

  @ParameterizedTest
  @CsvSource({
    "UWSGI, --master --async 8, true",
    "UWSGI, --async=8 --ugreen, true",
    "UWSGI, --gevent 100, true",
    "UWSGI, --asyncio=4, true",
    "UWSGI, --processes 4 --threads 8, false",
    "UWSGI, --gevent-monkey-patch --master, false",
    "GUNICORN, --async 8, false"
  })
  void areTheOptionsThatPutSeveralRequestsIntoOneThread(
      ServerKind kind, String options, boolean given) {
    assertEquals(given, AsyncOptions.given(started(kind, options)));
  }
}
