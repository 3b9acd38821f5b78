/**
 * Answers the API server's question about a pod that is about to be created. Fails open: whatever
 * goes wrong here, the pod is created as its author wrote it.
 */
package io.prefork.operator.admission;
