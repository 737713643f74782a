/** The crash matrix: halts actuators at every step of every action and counts repeated effects and lost decisions. */
package dev.gleaner.systemtests.crash;
