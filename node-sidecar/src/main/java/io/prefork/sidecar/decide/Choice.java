package io.prefork.sidecar.decide;

/**
 * @param worker that something is to be done to
 * @param why words and numbers
 */
record Choice(WorkerId worker, String why) {}
