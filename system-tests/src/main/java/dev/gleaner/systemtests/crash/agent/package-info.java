/** What runs inside the forked actuator: it has to do without everything but the JDK and Byte Buddy. */
package dev.gleaner.systemtests.crash.agent;
