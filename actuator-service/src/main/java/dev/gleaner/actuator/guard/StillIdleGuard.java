package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.aws.InstanceUsage;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Fresh metrics have to show an idle instance; too few of them show nothing.
 *
 * @param hours whole hours looked at
 * @param coverage part of them that must be there, 0 to 1
 * @param busy hourly mean in percent that refuses
 * @param peak hourly maximum in percent that refuses
 * @param traffic bytes in and out, in all of those hours together, that refuse
 */
record StillIdleGuard(int hours, double coverage, double busy, double peak, double traffic) implements Guard.Refusing {

    @Override
    public String name() {
        return "still-idle";
    }

    @Override
    public Optional<String> refuse(GuardContext guardContext) {
        InstanceUsage.HourlyCpu cpu = guardContext.fresh().cpu();
        return tooFew(cpu, guardContext.now())
                .or(() -> atLeast("busy", cpu.mean(), busy))
                .or(() -> atLeast("at a peak", cpu.maximum(), peak))
                .or(() -> tooMuch(guardContext.fresh().traffic(), guardContext.now()));
    }

    private Optional<String> tooMuch(InstanceUsage.HourlyTraffic network, Instant now) {
        Instant current = now.truncatedTo(ChronoUnit.HOURS);
        long there = network.in().keySet().stream()
                .filter(hour -> hour.isBefore(current) && network.out().containsKey(hour))
                .count();
        return Guard.Refusing.refuseIf(
                        there < coverage * hours,
                        "CloudWatch has only " + there + " of the last " + hours + " hours of network traffic")
                .or(() -> Guard.Refusing.refuseIf(
                        !(network.total() < traffic),
                        String.format(
                                Locale.ROOT,
                                "it moved %.0f bytes over the network within the last %d hours, and %.0f are work",
                                network.total(),
                                hours,
                                traffic)));
    }

    /** The hour under way is judged but not counted, so that it cannot stand in for one that is absent. */
    private Optional<String> tooFew(InstanceUsage.HourlyCpu cpu, Instant now) {
        Instant current = now.truncatedTo(ChronoUnit.HOURS);
        long there = cpu.mean().keySet().stream()
                .filter(hour -> hour.isBefore(current) && cpu.maximum().containsKey(hour))
                .count();
        return Guard.Refusing.refuseIf(
                there < coverage * hours,
                "CloudWatch has only " + there + " of the last " + hours + " hours of CPU use");
    }

    private static Optional<String> atLeast(String word, Map<Instant, Double> values, double limit) {
        return new TreeMap<>(values)
                .entrySet().stream()
                        .filter(hour -> !(hour.getValue() < limit))
                        .findFirst()
                        .map(hour -> "it was " + word + " in the hour from " + hour.getKey() + ": CPU "
                                + hour.getValue() + " %");
    }
}
