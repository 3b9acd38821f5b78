/**
 * From reports to what the status says: which pods count, their means, what was reclaimed, and the
 * conditions. Values in, values out: no Kubernetes, no network, no clock.
 */
package io.prefork.operator.measure;
