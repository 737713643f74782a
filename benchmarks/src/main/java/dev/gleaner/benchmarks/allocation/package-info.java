/** How well, and how fast, the actuator allocates commitments again. */
@NullMarked
package dev.gleaner.benchmarks.allocation;

import org.jspecify.annotations.NullMarked;
