/** Runs the packaged collector from trail files to a real broker, and kills both meanwhile. */
@NullMarked
package dev.gleaner.systemtests.ingest;

import org.jspecify.annotations.NullMarked;
