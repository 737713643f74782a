package dev.gleaner.analyzer.profile;

/** What one metric did in one hour. Mean and maximum are kept to float precision, the sum is exact to 2^53. */
public record Slot(float mean, float maximum, double sum) {}
