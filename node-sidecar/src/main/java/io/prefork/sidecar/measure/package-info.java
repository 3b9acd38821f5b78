/** From samples to the report's figures. Pure. */
package io.prefork.sidecar.measure;
