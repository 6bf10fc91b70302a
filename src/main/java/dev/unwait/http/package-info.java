/// The HTTP door: MCP over Streamable HTTP and plain JSON calls, on Jetty.
@NullMarked
package dev.unwait.http;

import org.jspecify.annotations.NullMarked;
