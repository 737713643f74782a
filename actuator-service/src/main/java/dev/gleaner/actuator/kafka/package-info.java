/** Topics and records of Kafka, independent of what the records say. */
package dev.gleaner.actuator.kafka;
