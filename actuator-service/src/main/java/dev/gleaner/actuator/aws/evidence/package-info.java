/** What is read of an instance at the moment of an action: its use, sessions of people, and checkpoints of its training. */
package dev.gleaner.actuator.aws.evidence;
