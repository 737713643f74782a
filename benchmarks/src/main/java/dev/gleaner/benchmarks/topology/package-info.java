/** Figures of the analyzer on a real broker: its cost, its latency, its restart and its rebalance. */
@NullMarked
package dev.gleaner.benchmarks.topology;

import org.jspecify.annotations.NullMarked;
