/** Work on instances: reports of people and programs, and what the readings of GPUs show. */
package dev.gleaner.actuator.work;
