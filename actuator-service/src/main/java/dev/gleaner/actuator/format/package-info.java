/** Files that people write or read: YAML with the location of each problem, and CSV. */
package dev.gleaner.actuator.format;
