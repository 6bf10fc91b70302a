/// The Model Context Protocol: one server core for two revisions, and its sessions over streams.
@NullMarked
package dev.unwait.mcp;

import org.jspecify.annotations.NullMarked;
