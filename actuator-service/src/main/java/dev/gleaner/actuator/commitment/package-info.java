/** How AWS allocates reservations and savings plans to the usage of an hour, and what is saved of resources that they cover. */
package dev.gleaner.actuator.commitment;
