package dev.gleaner.actuator.approval.slack.format;

import dev.gleaner.contracts.finding.Finding;
import java.math.BigDecimal;
import java.util.List;

/**
 * What a channel hears of once a day: resources that are not asked about one by one.
 *
 * @param resources how many there are
 * @param monthly USD of all that have a price, the largest finding of each
 * @param unpriced how many have none
 * @param largest the first of them
 */
public record DailyDigest(
        String channel, String day, int resources, BigDecimal monthly, int unpriced, List<Line> largest) {

    /** A resource by its finding of this room. */
    public record Line(String target, int round, Finding finding, String plan) {}

    public DailyDigest {
        largest = List.copyOf(largest);
    }
}
