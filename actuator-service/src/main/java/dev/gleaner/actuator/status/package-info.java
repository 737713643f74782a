/** How the processes of the other services are. */
package dev.gleaner.actuator.status;
