/** What to switch on next: sources that are off, and what findings with insufficient data would gain by each. */
package dev.gleaner.actuator.source;
