/** Whether AWS answers the actuator's calls. */
package dev.gleaner.actuator.aws.reachability;
