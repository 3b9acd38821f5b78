package io.prefork.operator.measure;

import io.prefork.policy.MemoryPolicyStatus.Measurement;
import io.prefork.policy.MemoryPolicyStatus.Reclaimed;
import java.util.Objects;

/**
 * Whether new figures say anything that the published ones do not. Sizes of a working pool never
 * stand still; a status that followed each of their moves would write to etcd all day.
 */
public final class Wobble {

  private static final double RELATIVE = 0.01;

  /** Below these a relative bound would follow noise around zero. */
  private static final double BYTES = 1 << 20;

  private static final double SHARE = 0.005;
  private static final double COUNT = 0.1;

  private Wobble() {}

  /** Whether the two differ by no more than noise; absent and present always differ. */
  public static boolean isNoise(Measurement published, Measurement fresh) {
    if (published == null || fresh == null) {
      return published == fresh;
    }
    return Objects.equals(published.pods(), fresh.pods())
        && near(published.workersPerPod(), fresh.workersPerPod(), 0)
        && near(published.masterRss(), fresh.masterRss(), BYTES)
        && near(published.sharedPerWorker(), fresh.sharedPerWorker(), BYTES)
        && near(published.privatePerWorker(), fresh.privatePerWorker(), BYTES)
        && near(published.poolPss(), fresh.poolPss(), BYTES)
        && near(published.cowEfficiency(), fresh.cowEfficiency(), SHARE)
        && near(published.ipc(), fresh.ipc(), SHARE)
        && near(published.minorFaultsPerRequest(), fresh.minorFaultsPerRequest(), COUNT)
        && near(published.gcFaultShare(), fresh.gcFaultShare(), SHARE)
        && near(published.llcMissRatio(), fresh.llcMissRatio(), SHARE)
        && near(published.respawnsPerHour(), fresh.respawnsPerHour(), fading(published));
  }

  /** The same for what was reclaimed. */
  public static boolean isNoise(Reclaimed published, Reclaimed fresh) {
    if (published == null || fresh == null) {
      return published == fresh;
    }
    return near(published.bytes(), fresh.bytes(), BYTES)
        && near(published.bytesPerPod(), fresh.bytesPerPod(), BYTES)
        && near(published.sidecarBytes(), fresh.sidecarBytes(), BYTES);
  }

  /** A rate over all time fades by itself while nothing happens. */
  private static double fading(Measurement published) {
    return published.respawnsPerHour() == null ? 0 : Math.max(1, published.respawnsPerHour() / 10);
  }

  private static boolean near(Number published, Number fresh, double floor) {
    if (published == null || fresh == null) {
      return published == fresh;
    }
    double margin = Math.max(floor, RELATIVE * Math.abs(published.doubleValue()));
    return Math.abs(fresh.doubleValue() - published.doubleValue()) <= margin;
  }
}
