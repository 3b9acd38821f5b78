/**
 * Event counts of the workers by {@code perf_event_open(2)}: hardware events where there is a PMU,
 * software events where there is none, nothing, with the reason, where the kernel refuses.
 */
package io.prefork.sidecar.perf;
