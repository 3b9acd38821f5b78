package io.prefork.sidecar.symbols;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The functions of CPython 3.8 to 3.14 that run inside a garbage collection. Source: {@code
 * Modules/gcmodule.c} up to 3.12, {@code Python/gc.c} from 3.13 on; the compiler melts most of them
 * into {@code gc_collect_main} or {@code collect}.
 *
 * <p>Also every function whose name ends with {@code traverse}, as CPython calls its {@code
 * tp_traverse} slots, and what those call: they run in hardly anything else. What a collection
 * calls further down (finalizers, {@code tp_clear}, callbacks) is not here, since it runs elsewhere
 * as well.
 */
final class CollectorNames {
  /** The visitor of {@code subtract_refs}: its address is taken, so every build has it. */
  static final byte[] ALWAYS_THERE = bytes("visit_decref");

  private static final byte[] SLOT = bytes("traverse");

  private static final List<byte[]> NAMES =
      List.of(
          ALWAYS_THERE,
          // The collection as a whole, youngest Python last.
          bytes("collect"),
          bytes("collect_with_callback"),
          bytes("collect_generations"),
          bytes("gc_collect_main"),
          bytes("gc_collect_with_callback"),
          bytes("gc_collect_generations"),
          bytes("gc_collect_region"),
          bytes("gc_collect_young"),
          bytes("gc_collect_increment"),
          bytes("gc_collect_full"),
          // Its steps.
          bytes("deduce_unreachable"),
          bytes("update_refs"),
          bytes("subtract_refs"),
          bytes("move_unreachable"),
          bytes("visit_reachable"),
          bytes("visit_move"),
          bytes("clear_unreachable_mask"),
          bytes("untrack_tuples"),
          bytes("untrack_dicts"),
          bytes("move_legacy_finalizers"),
          bytes("move_legacy_finalizer_reachable"),
          bytes("handle_legacy_finalizers"),
          bytes("handle_resurrected_objects"),
          bytes("handle_weakrefs"),
          bytes("handle_weakref_callbacks"),
          bytes("clear_weakrefs"),
          bytes("finalize_garbage"),
          bytes("check_garbage"),
          bytes("delete_garbage"),
          // The incremental collector of 3.14.
          bytes("mark_at_start"),
          bytes("mark_global_roots"),
          bytes("mark_stacks"),
          bytes("mark_all_reachable"),
          bytes("move_to_reachable"),
          bytes("visit_add_to_container"),
          bytes("expand_region_transitively_reachable"),
          bytes("completed_scavenge"),
          // Its lists.
          bytes("gc_list_move"),
          bytes("gc_list_merge"),
          bytes("gc_list_size"),
          bytes("gc_list_set_space"),
          bytes("gc_list_clear_collecting"),
          // What only it and the slots call.
          bytes("_PyTuple_MaybeUntrack"),
          bytes("_PyDict_MaybeUntrack"),
          bytes("_PyObject_VisitInstanceAttributes"),
          bytes("_PyObject_VisitManagedDict"),
          bytes("PyObject_VisitManagedDict"),
          bytes("_PyGC_VisitStackRef"),
          bytes("_PyGC_VisitFrameStack"));

  private CollectorNames() {}

  /** Where in a string table the names of wanted functions may begin. */
  interface Starts {
    void add(int first, int last, boolean alwaysThere);
  }

  /**
   * Finds in one string of a table the names that it is, or ends with: linkers let a name be the
   * tail of a longer one. What a compiler adds to a name ({@code .constprop.0}, {@code .cold}) does
   * not count.
   *
   * @param table that the string is in
   * @param from its first byte
   * @param to after its last byte
   * @param starts is told the positions, relative to {@code from}, inclusive
   */
  static void find(byte[] table, int from, int to, Starts starts) {
    int end = from;
    while (end < to && table[end] != '.') {
      end++;
    }
    for (byte[] name : NAMES) {
      if (endsWith(table, from, end, name)) {
        int at = end - name.length - from;
        starts.add(at, at, name == ALWAYS_THERE);
      }
    }
    if (endsWith(table, from, end, SLOT)) {
      starts.add(0, end - SLOT.length - from, false);
    }
  }

  private static boolean endsWith(byte[] table, int from, int end, byte[] name) {
    int at = end - name.length;
    if (at < from) {
      return false;
    }
    for (int i = name.length - 1; i >= 0; i--) {
      if (table[at + i] != name[i]) {
        return false;
      }
    }
    return true;
  }

  private static byte[] bytes(String name) {
    return name.getBytes(StandardCharsets.US_ASCII);
  }
}
