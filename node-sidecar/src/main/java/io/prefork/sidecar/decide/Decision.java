package io.prefork.sidecar.decide;

/**
 * @param action what to do now
 * @param reason in words and numbers, one line
 * @param estimate what it is based on
 */
public record Decision(Action action, String reason, Estimate estimate) {}
