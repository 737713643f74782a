/** Actuators that are halted anywhere, and what comes of it. */
package dev.gleaner.systemtests.crash;
