/** JSON as far as this program needs it: bounded in depth and size, no object model of its own. */
package io.prefork.sidecar.json;
