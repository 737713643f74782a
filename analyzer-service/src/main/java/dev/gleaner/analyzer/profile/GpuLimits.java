package dev.gleaner.analyzer.profile;

import dev.gleaner.contracts.signal.proto.Card;
import dev.gleaner.contracts.signal.proto.CardSample;

/**
 * Tells from one reading of a card what it is at. Absent is not zero: what could not be read never speaks for idleness.
 *
 * @param utilization percent from which on it works
 * @param power part of the limit from which on a card without utilization works, 0 to 1
 * @param clock part of the highest SM clock from which on such a card may work, 0 to 1
 * @param memory part of its memory from which on somebody holds it when its processes are not known, 0 to 1
 */
public record GpuLimits(double utilization, double power, double clock, double memory) {

    /** What the card was at. A MIG card tells no utilization, idle or not; nor may it be believed if it does. */
    GpuState state(Card card, CardSample sample) {
        if (sample.getEncoder() > 0 || sample.getDecoder() > 0) {
            return GpuState.ACTIVE;
        }
        if (card.getMig()) {
            return byPower(sample);
        }
        if (sample.hasUtilization()) {
            return byUtilization(sample);
        }
        return drawsPower(sample) ? GpuState.ACTIVE : GpuState.UNKNOWN;
    }

    private GpuState byUtilization(CardSample sample) {
        if (sample.getUtilization() >= utilization) {
            return GpuState.ACTIVE;
        }
        return isHeld(sample) ? GpuState.HELD : GpuState.IDLE;
    }

    private GpuState byPower(CardSample sample) {
        if (drawsPower(sample)) {
            return GpuState.ACTIVE;
        }
        boolean powerIsLow = sample.hasPowerDraw() && sample.getPowerLimit() > 0;
        boolean clockIsLow = sample.hasSmClock()
                && sample.getSmClockMaximum() > 0
                && sample.getSmClock() / sample.getSmClockMaximum() < clock;
        if (!powerIsLow || !clockIsLow || !sample.hasProcesses()) {
            return GpuState.UNKNOWN;
        }
        return sample.getProcesses() > 0 ? GpuState.HELD : GpuState.IDLE;
    }

    private boolean drawsPower(CardSample sample) {
        return sample.hasPowerDraw()
                && sample.getPowerLimit() > 0
                && sample.getPowerDraw() / sample.getPowerLimit() >= power;
    }

    private boolean isHeld(CardSample sample) {
        if (sample.hasProcesses()) {
            return sample.getProcesses() > 0;
        }
        return sample.hasMemoryUsed()
                && sample.getMemoryTotal() > 0
                && (double) sample.getMemoryUsed() / sample.getMemoryTotal() >= memory;
    }
}
