/**
 * What to do with the pool: from observations to one decision a tick. Pure: no files, no clock, no
 * server; the same observations give the same decisions.
 */
package io.prefork.sidecar.decide;
