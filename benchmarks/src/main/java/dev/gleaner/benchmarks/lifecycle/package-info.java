/** What the optimiser of lifecycle schedules finds, compared with the best that there is. */
@NullMarked
package dev.gleaner.benchmarks.lifecycle;

import org.jspecify.annotations.NullMarked;
