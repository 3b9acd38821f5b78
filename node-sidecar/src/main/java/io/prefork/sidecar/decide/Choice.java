package io.prefork.sidecar.decide;

/**
 * @param worker that something is to be done to
 * @param ending how, where it is to be recycled; null where it is not
 * @param why words and numbers
 */
record Choice(WorkerId worker, Ending ending, String why) {}
