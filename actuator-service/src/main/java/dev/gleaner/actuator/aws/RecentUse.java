package dev.gleaner.actuator.aws;

/**
 * What an instance did lately, as CloudWatch has it.
 *
 * @param cpu CPU use
 * @param traffic bytes in and out; none where they were not asked for
 */
public record RecentUse(HourlyCpu cpu, HourlyTraffic traffic) {}
