package dev.gleaner.analyzer.rule.egress;

import dev.gleaner.analyzer.profile.history.CounterSum;
import dev.gleaner.analyzer.profile.inventory.InventorySnapshot;
import dev.gleaner.analyzer.profile.inventory.VpcFlowSnapshot;
import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.contracts.finding.Evidence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Evidence of the bytes to and from a resource in the last hours. */
record TrafficEvidence(InventorySnapshot<?, ?> view, int hours) {

    private static final int TALKERS = 5;

    /** Bytes per month of 730 hours. */
    Evidence perMonth(String name, CounterSum counterSum) {
        return perMonth(name, counterSum, null);
    }

    /** Bytes per month of 730 hours, with the threshold, if there is one. */
    Evidence perMonth(String name, CounterSum counterSum, @Nullable Double threshold) {
        return new Evidence(
                name, Math.rint(counterSum.perMonth(hours)), "bytes", threshold, counterSum.hours(), coverage());
    }

    /** Adds who sent the most to a class of ends in the hours of the window. */
    List<Evidence> withTalkers(VpcFlowSnapshot vpcFlowSnapshot, String destination, List<Evidence> evidence) {
        List<Evidence> all = new ArrayList<>(evidence);
        for (Map.Entry<String, Long> talker : vpcFlowSnapshot.topTalkers(destination, hours, TALKERS)) {
            all.add(new Evidence(
                    "of it, at least, by " + talker.getKey(), talker.getValue(), "bytes", null, 1, coverage()));
        }
        return all;
    }

    /** Bytes in the hours of the window. */
    Evidence total(String name, CounterSum counterSum) {
        return new Evidence(name, counterSum.bytes(), "bytes", null, counterSum.hours(), coverage());
    }

    private double coverage() {
        return RuleNumbers.to3((double) view.hoursSeen(hours) / hours);
    }
}
