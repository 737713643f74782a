/** The packaged collector on its way from a trail's files to a real broker: how fast, and what becomes of it when killed. */
@NullMarked
package dev.gleaner.systemtests.ingest;

import org.jspecify.annotations.NullMarked;
