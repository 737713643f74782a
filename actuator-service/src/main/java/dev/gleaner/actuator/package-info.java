/** The actuator: asks people, acts once they say yes, observes what came of it, and keeps the audit. */
package dev.gleaner.actuator;
