/** What the operator wants of this pod, as the kubelet writes it into a file. */
package io.prefork.sidecar.directive;
