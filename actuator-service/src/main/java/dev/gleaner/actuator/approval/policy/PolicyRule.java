package dev.gleaner.actuator.approval.policy;

/**
 * A rule of the file.
 *
 * @param name under which it is audited
 * @param spot where it stands
 * @param place the same for a person, with the file's name
 */
record PolicyRule(String name, Spot spot, String place, Match match, Consequence consequence) {}
