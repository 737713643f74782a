package dev.gleaner.analyzer.rule.instance;

import dev.gleaner.analyzer.profile.GpuHour;
import dev.gleaner.analyzer.profile.HourlyGpuWindow;
import java.util.List;

/** What the cards of a host did over a window. One pass over the hours: each rule asks for it in each hour. */
final class GpuUsage {

    private final int gpus;
    private final int hours;
    private int active;
    private int unknown;
    private int held;
    private int present;
    private int hoursWithUtilization;
    private double utilization;
    private long memoryUsed = -1;
    private long memoryTotal = -1;
    private int least;
    private int current;

    private GpuUsage(int cards, int hours) {
        this.gpus = cards;
        this.hours = hours;
        this.least = cards == 0 ? 0 : hours;
    }

    /**
     * Of the hours that have at least that many readings.
     *
     * @param silence hours after which a card that is not read any more is no longer current
     */
    static GpuUsage of(List<HourlyGpuWindow> cards, int hours, int readings, int silence) {
        GpuUsage use = new GpuUsage(cards.size(), hours);
        for (HourlyGpuWindow card : cards) {
            int before = use.present;
            int last = -1;
            for (int place = 0; place < hours; place++) {
                GpuHour slot = card.slots().get(place);
                if (slot != null && slot.readings() >= readings) {
                    use.add(slot);
                    last = place;
                }
            }
            use.current += last >= 0 && last >= hours - silence ? 1 : 0;
            use.least = Math.min(use.least, use.present - before);
        }
        return use;
    }

    private void add(GpuHour slot) {
        present++;
        switch (slot.state()) {
            case ACTIVE -> active++;
            case UNKNOWN -> unknown++;
            case HELD -> held++;
            case IDLE -> {}
        }
        if (!Float.isNaN(slot.utilization())) {
            hoursWithUtilization++;
            utilization += slot.utilization();
        }
        memoryUsed = Math.max(memoryUsed, slot.memoryUsed());
        memoryTotal = Math.max(memoryTotal, slot.memoryTotal());
    }

    /** How many were read. */
    int gpus() {
        return gpus;
    }

    /** How many of them are still read. */
    int current() {
        return current;
    }

    /** Hours of the window. */
    int hours() {
        return hours;
    }

    /** Hours of a card in which it worked. */
    int activeHours() {
        return active;
    }

    /** Hours of a card whose readings did not tell. */
    int unknownHours() {
        return unknown;
    }

    /** Hours of a card in which a process held it and it did nothing. */
    int heldHours() {
        return held;
    }

    /** Hours of a card that have readings. */
    int present() {
        return present;
    }

    /** The least part of the window's hours that a card was read, 0 to 1; 0 without cards. */
    double coverage() {
        return (double) least / hours;
    }

    /** Mean over the hours that told it, percent; not a number when none did. */
    double utilization() {
        return utilization / hoursWithUtilization;
    }

    /** Highest, bytes; negative when it was not told. */
    long memoryUsed() {
        return memoryUsed;
    }

    /** Of the largest card, bytes; negative when it was not told. */
    long memoryTotal() {
        return memoryTotal;
    }
}
