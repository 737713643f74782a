/** Reports that someone is at work on an instance. */
package dev.gleaner.actuator.work;
