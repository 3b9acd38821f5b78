/** What a server says about itself, over its own interfaces; every word of it may be a lie. */
package io.prefork.sidecar.server;
