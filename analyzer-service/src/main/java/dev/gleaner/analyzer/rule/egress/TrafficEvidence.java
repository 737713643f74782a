package dev.gleaner.analyzer.rule.egress;

import dev.gleaner.analyzer.profile.inventory.InventorySnapshot;
import dev.gleaner.analyzer.profile.inventory.TrafficVolume;
import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.contracts.finding.Evidence;

/** Evidence of the bytes to and from a resource in the last hours. */
record TrafficEvidence(InventorySnapshot<?> view, int hours) {

    /** Bytes per month of 730 hours, with the threshold. */
    Evidence perMonth(String name, TrafficVolume trafficVolume, double threshold) {
        return new Evidence(
                name, Math.rint(trafficVolume.perMonth(hours)), "bytes", threshold, trafficVolume.hours(), coverage());
    }

    /** Bytes in the hours of the window. */
    Evidence total(String name, TrafficVolume trafficVolume) {
        return new Evidence(name, trafficVolume.bytes(), "bytes", null, trafficVolume.hours(), coverage());
    }

    private double coverage() {
        return RuleNumbers.to3((double) view.hoursSeen(hours) / hours);
    }
}
