/** The actuator: requests approval, executes approved actions, observes their results, and keeps the audit. */
package dev.gleaner.actuator;
