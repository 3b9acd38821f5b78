/** From the processes of a pod to one server's master and workers. Pure: values in, values out. */
package io.prefork.sidecar.discover;
