package io.prefork.sidecar.sense;

import io.prefork.protocol.Report;
import io.prefork.sidecar.decide.Observation;
import io.prefork.sidecar.discover.Found;
import io.prefork.sidecar.measure.Round;

/**
 * What one tick has seen.
 *
 * @param round for the report
 * @param found the server to act on, or null when there is none
 * @param observation for decisions, or null without a server
 * @param certain whether all workers in it are workers; else a router or a mule may be among them
 * @param counted whether their number is right, certain or not
 */
public record Sensed(
    Round round, Found found, Observation observation, boolean certain, boolean counted) {

  Sensed with(Report.CollectorFaults sampled) {
    return new Sensed(round.with(sampled), found, observation, certain, counted);
  }
}
