package io.prefork.sidecar.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.prefork.protocol.Report;
import io.prefork.sidecar.Recorded;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlFilesTest {
  private static String v1(String file) throws IOException {
    return Recorded.text("cgroup/v1/" + file);
  }

  private static String v2(String file) throws IOException {
    return Recorded.text("cgroup/v2/" + file);
  }

  private static Report.Memory memory1(String limit, String stat) throws IOException {
    return MemoryCgroup1.parse(
        v1("memory.usage_in_bytes"),
        limit,
        stat,
        v1("memory.oom_control"),
        v1("memory.max_usage_in_bytes"));
  }

  @Test
  void readsTheMemoryOfVersion1() throws Exception {
    assertEquals(
        new Report.Memory(67108864L, 42823680L, 42823680L - 20975616L, 67108864L, 1L, null),
        memory1(v1("memory.limit_in_bytes"), v1("memory.stat")));
  }

  @Test
  void takesTheHugeNumberOfVersion1ForNoLimit() throws Exception {
    String unlimited = v1("memory.limit_in_bytes.none");
    String stat = v1("memory.stat").replace("hierarchical_memory_limit 67108864\n", "");

    assertNull(memory1(unlimited, stat).limitBytes());
  }

  @Test
  void takesTheTighterLimitOfAGroupAbove() throws Exception {
    assertEquals(
        67108864L, memory1(v1("memory.limit_in_bytes.none"), v1("memory.stat")).limitBytes());
    assertEquals(67108864L, memory1("99999999999\n", v1("memory.stat")).limitBytes());
  }

  @Test
  void readsTheMemoryOfVersion2() throws Exception {
    assertEquals(
        new Report.Memory(301989888L, 41861120L, 41861120L - 2973696L, 301989888L, 1L, 0.03),
        MemoryCgroup2.parse(
            v2("memory.current"),
            v2("memory.max"),
            v2("memory.stat"),
            v2("memory.events"),
            v2("memory.peak"),
            v2("memory.pressure")));
  }

  @Test
  void leavesOutWhatAKernelDoesNotHave() throws Exception {
    assertEquals(
        new Report.Memory(null, 41861120L, null, null, null, null),
        MemoryCgroup2.parse(v2("memory.current"), "max\n", null, null, null, null));
    assertNull(MemoryCgroup2.parse(null, "max\n", null, null, null, null));
    assertNull(MemoryCgroup1.parse(null, "1\n", null, null, null));
  }

  @Test
  void readsTheProcessorTimeOfVersion1() throws Exception {
    assertEquals(
        new ProcessorTimes(1072682426L, 24L, 20L, 0.5),
        ProcessorCgroup1.parse(
            v1("cpuacct.usage"), v1("cpu.stat"), v1("cpu.cfs_quota_us"), v1("cpu.cfs_period_us")));
    assertNull(ProcessorCgroup1.parse("1\n", null, "-1\n", "100000\n").limitCores());
  }

  @Test
  void readsTheProcessorTimeOfVersion2() throws Exception {
    assertEquals(
        new ProcessorTimes(18394034000L, 909L, 209L, 0.3),
        ProcessorCgroup2.parse(v2("cpu.stat"), v2("cpu.max")));
    assertNull(ProcessorCgroup2.parse(v2("cpu.stat"), "max 100000\n").limitCores());
  }

  @Test
  void readsAGroupOfVersion2WithoutItsController() throws Exception {
    ProcessorTimes times = ProcessorCgroup2.parse(v2("cpu.stat.without-controller"), null);

    assertNull(times.periods());
    assertNull(times.limitCores());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "\n", "max", "x 1\n", "-", "99999999999999999999\n", "oom_kill\n", "\0\0\0\0"})
  void readsRubbishAsNothing(String rubbish) {
    assertNull(MemoryCgroup1.parse(rubbish, rubbish, rubbish, rubbish, rubbish));
    assertEquals(
        new Report.Memory(null, 1L, null, null, null, null),
        MemoryCgroup2.parse("1\n", rubbish, rubbish, rubbish, rubbish, rubbish));
    assertEquals(
        new ProcessorTimes(null, null, null, null), ProcessorCgroup2.parse(rubbish, rubbish));
    assertEquals(
        new ProcessorTimes(null, null, null, null),
        ProcessorCgroup1.parse(rubbish, rubbish, rubbish, rubbish));
  }

  @ParameterizedTest
  @ValueSource(strings = {"some avg10=", "some avg10=x y", "some avg10=NaN ", "some avg10=400.0 "})
  void readsNoPressureFromRubbish(String rubbish) {
    assertNull(FlatText.some10(rubbish));
  }
}
