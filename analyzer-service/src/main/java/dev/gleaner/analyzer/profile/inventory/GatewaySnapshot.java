package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.history.HourlyCounterHistory;
import dev.gleaner.contracts.recurrence.DaysAtWork;
import dev.gleaner.contracts.resource.Arn;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What was known of a gateway and its bytes at the end of an hour.
 *
 * @param type of the listed resource
 */
public record GatewaySnapshot(GatewayType type, InventorySnapshot<GatewayFacts, HourlyCounterHistory> listed)
        implements ListedInput {

    /** Of a resource of any type of gateways. */
    public static GatewaySnapshot of(InventorySnapshot<GatewayFacts, HourlyCounterHistory> listed) {
        return new GatewaySnapshot(
                GatewayType.of(Arn.parse(listed.resource()))
                        .orElseThrow(() -> new IllegalArgumentException("no gateway: " + listed.resource())),
                listed);
    }

    /** Whether metrics are requested at all is not for each gateway to tell. */
    @Override
    public @Nullable String notApplicable(int hours) {
        String reason = listed.notApplicable(hours);
        return reason == null && listed.history().counted(hour(), hours).isEmpty() ? "its bytes are not read" : reason;
    }

    /** What it looked like; null when it was not seen yet or is gone. */
    public @Nullable GatewayFacts facts() {
        return listed.facts();
    }

    /** Its bytes in the last hours, the evaluated one included. */
    public GatewayBytes bytes(int hours) {
        return type.bytes(listed.history(), "", hour(), hours);
    }

    /** On which of the last days bytes went through it, the day of the evaluated hour included. */
    public DaysAtWork daysUsed() {
        return listed.history().daysUsed(hour(), 1);
    }

    /** Bytes in both directions in the last hours up to one; empty if CloudWatch has no value of them. */
    public static OptionalLong bytes(GatewayType type, HourlyCounterHistory counters, Hour last, int hours) {
        GatewayBytes bytes = type.bytes(counters, "", last, hours);
        return bytes.hours() == 0 && bytes.total() == 0 ? OptionalLong.empty() : OptionalLong.of(bytes.total());
    }

    /** Bytes in both directions of the busiest of the last days of 24 hours each, the evaluated hour included. */
    public long busiestDay(int days) {
        long most = 0;
        for (int day = 0; day < days; day++) {
            GatewayBytes ofDay =
                    type.bytes(listed.history(), "", hour().plus(-(long) day * Hour.PER_DAY), Hour.PER_DAY);
            most = Math.max(most, ofDay.total());
        }
        return most;
    }
}
