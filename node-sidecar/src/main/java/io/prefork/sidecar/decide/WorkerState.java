package io.prefork.sidecar.decide;

/**
 * What is known of one live worker. Null: not measured, or not yet; never zero for that.
 *
 * @param id which process
 * @param ageSeconds since its start
 * @param ussBytes private memory as last read, which may be many ticks ago
 * @param pssBytes proportional set size, of the same reading
 * @param rssBytes resident set size, of this tick
 * @param requests served in its life
 * @param busy whether it is in a request now
 * @param readAgoSeconds how old {@code ussBytes} and {@code pssBytes} are
 * @param ending how it can be made to end
 * @param collected whether what the garbage collector copies is copied already: it was frozen or
 *     stopped in this process, or has had a full collection there; by the same reading
 */
public record WorkerState(
    WorkerId id,
    Long ageSeconds,
    Long ussBytes,
    Long pssBytes,
    Long rssBytes,
    Long requests,
    Boolean busy,
    Long readAgoSeconds,
    Ending ending,
    Boolean collected) {}
