/** What the bills say: spend by dimension, the spreading of shared cost, and the cost of predictions. */
package dev.gleaner.actuator.spend;
