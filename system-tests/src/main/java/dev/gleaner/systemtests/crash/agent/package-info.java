/** The Java agent that halts the forked actuator. It depends only on the JDK and Byte Buddy. */
package dev.gleaner.systemtests.crash.agent;
