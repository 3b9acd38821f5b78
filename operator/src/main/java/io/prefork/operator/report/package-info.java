/**
 * Reads the reports of pods over HTTP. What comes back was written inside a pod that the
 * application shares, so it is hostile input: bounded in size and time, checked, and whatever is
 * wrong with it becomes a {@link io.prefork.operator.report.Reading.Failed reason}.
 */
package io.prefork.operator.report;
