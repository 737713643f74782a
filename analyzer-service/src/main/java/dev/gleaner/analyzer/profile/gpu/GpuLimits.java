package dev.gleaner.analyzer.profile.gpu;

import dev.gleaner.contracts.signal.proto.Card;
import dev.gleaner.contracts.signal.proto.CardSample;

/**
 * Limits by which a reading of a GPU becomes a state. An absent value is not zero: it is never a sign of idleness.
 *
 * @param utilization in percent, from which a GPU is active
 * @param power share of the limit from which a GPU without utilization is active, 0 to 1
 * @param clock share of the highest SM clock from which such a GPU may be active, 0 to 1
 * @param memory share of its memory from which a GPU with unknown processes is held, 0 to 1
 * @param stuck power and clock that contradict a low utilization
 */
public record GpuLimits(double utilization, double power, double clock, double memory, Stuck stuck) {

    /**
     * Limits by which a low utilization is not believed: the counter may be stuck. A GPU that is held by a process runs at a high
     * clock even if it does nothing, and draws more power than a free one.
     *
     * @param power share of the limit that a free GPU at that clock does not draw when it is idle, 0 to 1
     * @param clock share of the highest SM clock, 0 to 1
     * @param heldPower share of the limit that a GPU held by a process does not draw when it is idle, 0 to 1
     */
    public record Stuck(double power, double clock, double heldPower) {}

    /** The state of a GPU. A GPU with MIG reports no reliable utilization. */
    public GpuState state(Card device, CardSample sample) {
        if (sample.getEncoder() > 0 || sample.getDecoder() > 0) {
            return GpuState.ACTIVE;
        }
        if (device.getMig()) {
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
        boolean isHeld = isHeld(sample);
        if (isContradicted(sample, isHeld)) {
            return GpuState.UNKNOWN;
        }
        return isHeld ? GpuState.HELD : GpuState.IDLE;
    }

    /** Whether power or clock show that a low utilization cannot be right. */
    private boolean isContradicted(CardSample sample, boolean isHeld) {
        boolean knowsPower = sample.hasPowerDraw() && sample.getPowerLimit() > 0;
        double drawn = knowsPower ? sample.getPowerDraw() / sample.getPowerLimit() : Double.NaN;
        if (drawn >= stuck.heldPower()) {
            return true;
        }
        boolean isFast = sample.hasSmClock()
                && sample.getSmClockMaximum() > 0
                && sample.getSmClock() / sample.getSmClockMaximum() >= stuck.clock();
        return !isHeld && isFast && (!knowsPower || drawn >= stuck.power());
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
