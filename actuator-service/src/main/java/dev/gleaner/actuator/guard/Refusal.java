package dev.gleaner.actuator.guard;

/** Not with this yes: whoever said it is asked again. */
public record Refusal(String guard, String why) implements Objection {}
