package dev.gleaner.analyzer.rule.egress;

import dev.gleaner.analyzer.profile.inventory.InventorySnapshot;
import dev.gleaner.analyzer.profile.inventory.TrafficVolume;
import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.contracts.finding.Evidence;

/** Bytes that went to and from a resource in the last hours, as evidence. */
record TrafficEvidence(InventorySnapshot<?> view, int hours) {

    /** Bytes a month of 730 hours, beside what they are measured by. */
    Evidence perMonth(String name, TrafficVolume trafficVolume, double threshold) {
        return new Evidence(
                name, Math.rint(trafficVolume.perMonth(hours)), "bytes", threshold, trafficVolume.hours(), coverage());
    }

    /** Bytes in the hours looked at. */
    Evidence total(String name, TrafficVolume trafficVolume) {
        return new Evidence(name, trafficVolume.bytes(), "bytes", null, trafficVolume.hours(), coverage());
    }

    private double coverage() {
        return RuleNumbers.to3((double) view.hoursSeen(hours) / hours);
    }
}
