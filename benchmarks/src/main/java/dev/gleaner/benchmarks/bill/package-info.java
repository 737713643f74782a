/** How fast the collector reads bills. */
@NullMarked
package dev.gleaner.benchmarks.bill;

import org.jspecify.annotations.NullMarked;
