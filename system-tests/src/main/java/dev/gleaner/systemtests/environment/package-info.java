/** What several system tests need around the services: targets in the AWS stand-in, the analyzer's topics, the actuator's database. */
package dev.gleaner.systemtests.environment;
