package io.prefork.sidecar.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prefork.protocol.Report;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReportJsonTest {
  @Test
  void writesEveryComponentOfEveryRecord() throws Exception {
    Set<String> expected = new TreeSet<>();
    collectNames(Report.class, expected);

    Set<String> written = new TreeSet<>();
    Matcher names =
        Pattern.compile("\"([A-Za-z0-9]+)\":")
            .matcher(ReportJson.write((Report) full(Report.class)));
    while (names.find()) {
      written.add(names.group(1));
    }

    assertEquals(expected, written);
  }

  @Test
  void leavesOutWhatIsNull() {
    String json = ReportJson.write(Reports.empty());

    assertFalse(json.contains("null"), json);
    assertFalse(json.contains("pool"), json);
    assertTrue(json.contains("\"workers\":[]"), json);
  }

  @Test
  void writesMetricsThatPrometheusCanRead() throws Exception {
    Pattern comment = Pattern.compile("# (HELP|TYPE) prefork_[a-z0-9_]+ .+");
    Pattern sample =
        Pattern.compile("prefork_[a-z0-9_]+(\\{[a-z_]+=\"[^\"]*\"(,[a-z_]+=\"[^\"]*\")*})? \\S+");

    for (String line : Metrics.write((Report) full(Report.class)).split("\n")) {
      assertTrue(comment.matcher(line).matches() || sample.matcher(line).matches(), line);
    }
  }

  @Test
  void hasNoSampleForWhatWasNotMeasured() {
    String metrics = Metrics.write(Reports.empty());

    assertFalse(metrics.contains("null"), metrics);
    assertFalse(metrics.contains("prefork_worker_pss_bytes"), metrics);
  }

  private static void collectNames(Class<?> type, Set<String> names) {
    for (RecordComponent component : type.getRecordComponents()) {
      names.add(component.getName());
      Class<?> inner = elementOf(component.getGenericType());
      if (inner.isRecord()) {
        collectNames(inner, names);
      }
    }
  }

  private static Class<?> elementOf(Type type) {
    return (Class<?>)
        (type instanceof ParameterizedType list ? list.getActualTypeArguments()[0] : type);
  }

  /** A record with every component set. */
  private static Object full(Class<?> type) throws Exception {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      Type generic = components[i].getGenericType();
      Object value = value(components[i].getName(), elementOf(generic));
      values[i] = generic instanceof ParameterizedType ? List.of(value, value, value) : value;
    }
    return type.getDeclaredConstructor(types).newInstance(values);
  }

  private static Object value(String name, Class<?> type) throws Exception {
    if (type.isRecord()) {
      return full(type);
    }
    if (type == String.class) {
      return name.endsWith("At") ? "2026-11-23T21:00:00Z" : "x";
    }
    if (type == int.class || type == Integer.class) {
      return 1;
    }
    if (type == Double.class) {
      return 0.5;
    }
    return type == Boolean.class ? (Object) true : (Object) 7L;
  }
}
