/**
 * The control loop: observe the pods of a policy, judge what they report, direct their sidecars,
 * publish the status.
 */
package io.prefork.operator.reconcile;
