/** What people and probes read of the operator itself: metrics and health, over plain HTTP. */
package io.prefork.operator.telemetry;
