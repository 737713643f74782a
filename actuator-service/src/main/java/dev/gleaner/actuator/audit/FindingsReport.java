package dev.gleaner.actuator.audit;

/**
 * How the findings topic agrees with the audit.
 *
 * @param same records that are as they were seen
 * @param gone records that can't be read any more, which proves nothing either way
 * @param differ places at which another record lies
 */
public record FindingsReport(long same, long gone, long differ) {}
