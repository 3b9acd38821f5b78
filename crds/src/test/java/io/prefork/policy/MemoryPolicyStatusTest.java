package io.prefork.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.prefork.policy.MemoryPolicyStatus.Measurement;
import io.prefork.policy.MemoryPolicyStatus.Pods;
import org.junit.jupiter.api.Test;

class MemoryPolicyStatusTest {

  private final KubernetesSerialization json = new KubernetesSerialization();

  @Test
  void showsTheSharedPartInWholePercent() {
    assertEquals("93%", sharing(0.9349).shared());
  }

  @Test
  void showsNoSharedPartThatWasNotMeasured() {
    assertNull(sharing(null).shared());
  }

  @Test
  void showsReportingOfMatchedPods() {
    assertEquals("2/3", new Pods(3, 2, 1, 2, 16).summary());
  }

  @Test
  void writesWhatItShowsAndLeavesOutWhatWasNotMeasured() {
    assertEquals("{\"cowEfficiency\":0.5,\"shared\":\"50%\"}", json.asJson(sharing(0.5)));
  }

  @Test
  void readsTheStatusOfANewerOperator() {
    var status =
        json.unmarshal(
            "{\"verdict\": {}, \"pods\": {\"matched\": 3, \"canary\": 1}}",
            MemoryPolicyStatus.class);

    assertEquals(new Pods(3, null, null, null, null), status.pods());
  }

  private static Measurement sharing(Double cowEfficiency) {
    return new Measurement(
        null, null, null, null, null, null, cowEfficiency, null, null, null, null, null);
  }
}
