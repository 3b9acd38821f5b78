/**
 * The sidecar beside one server of a plain host: policy, process and output come from the command
 * line instead of a pod.
 */
package io.prefork.standalone;
