package io.prefork.sidecar.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
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
    assertEquals(new ServerView.WorkerView(188L, false, 1), view.workers().get(19600));
  }

  @Test
  void countsTheRequestsOfThisProcessNotOfThoseBeforeIt() throws Exception {
    ServerView view =
        read(
            "{\"workers\":[{\"pid\":5,\"requests\":900,\"delta_requests\":3,\"status\":\"busy\"}]}");

    assertEquals(Map.of(5, new ServerView.WorkerView(3L, true, null)), view.workers());
  }

  @Test
  void isBusyWithOneCoreInARequest() throws Exception {
    ServerView view =
        read("{\"workers\":[{\"pid\":5,\"cores\":[{\"in_request\":0},{\"in_request\":1}]}]}");

    assertEquals(Map.of(5, new ServerView.WorkerView(null, true, 2)), view.workers());
  }

  @Test
  void leavesOutWorkersThatDoNotRun() throws Exception {
    ServerView view =
        read("{\"workers\":[{\"pid\":0,\"status\":\"cheap\"},{\"pid\":9,\"status\":\"cheap\"}]}");

    assertEquals(Map.of(), view.workers());
  }

  @Test
  void countsItsSlotsForTheCeiling() throws Exception {
    assertEquals(4, read(Recorded.text("uwsgi/stats-2.0.31-with-mule.json")).ceiling());
    assertEquals(
        2, read("{\"workers\":[{\"pid\":7},{\"id\":0,\"pid\":0,\"status\":\"cheap\"}]}").ceiling());
    assertNull(read("{\"pid\":7}").ceiling());
  }

  @Test
  void addsUpTheQueuesThatWereMeasured() throws Exception {
    assertEquals(
        5,
        read("{\"sockets\":[{\"queue\":3,\"max_queue\":100},{\"queue\":2,\"max_queue\":100},"
                + "{\"queue\":0,\"max_queue\":0}]}")
            .listenQueue());
    assertNull(read("{\"sockets\":[{\"queue\":0,\"max_queue\":0}]}").listenQueue());
    assertNull(read("{\"listen_queue\":0}").listenQueue());
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
