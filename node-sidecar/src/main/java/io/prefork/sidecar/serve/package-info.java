/** Answers HTTP on one port: the report, the metrics, whether we are up. */
package io.prefork.sidecar.serve;
