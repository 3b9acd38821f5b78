package io.prefork.sidecar.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.prefork.sidecar.Recorded;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UwsgiStatsTest {
  private static ServerView read(String text) throws IOException {
    return UwsgiStats.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void readsARecordedAnswer() throws Exception {
    ServerView view = read(Recorded.text("uwsgi/stats-2.0.31-with-mule.json"));

    assertEquals("2.0.31", view.version());
    assertEquals(Recorded.MASTER, view.master());
    assertEquals(Set.of(19600, 19601, 19602, 19619), view.workers().keySet());
    assertEquals(new ServerView.WorkerView(188L, false), view.workers().get(19600));
  }

  @Test
  void countsTheRequestsOfThisProcessNotOfThoseBeforeIt() throws Exception {
    ServerView view =
        read(
            "{\"workers\":[{\"pid\":5,\"requests\":900,\"delta_requests\":3,\"status\":\"busy\"}]}");

    assertEquals(Map.of(5, new ServerView.WorkerView(3L, true)), view.workers());
  }

  @Test
  void leavesOutWorkersThatDoNotRun() throws Exception {
    ServerView view =
        read("{\"workers\":[{\"pid\":0,\"status\":\"cheap\"},{\"pid\":9,\"status\":\"cheap\"}]}");

    assertEquals(Map.of(), view.workers());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{\"workers\":{}}",
        "{\"pid\":\"x\"}",
        "{\"pid\":-4}",
        "{\"pid\":99999999999}",
        "{\"workers\":[{\"pid\":1.5}]}"
      })
  void refusesOtherAnswers(String text) {
    assertThrows(IOException.class, () -> read(text));
  }
}
