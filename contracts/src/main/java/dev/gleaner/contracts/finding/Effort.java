package dev.gleaner.contracts.finding;

/** What acting costs a person, in minutes. */
public record Effort(int minutes) {}
