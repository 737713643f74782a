package dev.gleaner.actuator.console;

/** Why a request was not served, for a person. */
record Problem(String error) {}
