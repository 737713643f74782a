package dev.gleaner.analyzer.rule.training;

import java.util.OptionalDouble;

/**
 * What interruptions do to a training run that resumes from its last checkpoint. Interruptions are assumed to come at a constant rate,
 * independent of each other. A run is a sequence of pieces, from one checkpoint to the next; an interrupted piece is restarted and computed
 * again. Source of the formulas: J. T. Daly, "A higher order estimate of the optimum checkpoint interval for restart dumps", Future Generation
 * Computer Systems 22 (2006), equations 20 and 37.
 *
 * @param interruptionsPerHour mean number of interruptions an hour, 0 or more
 * @param restartHours from an interruption until the run computes again
 */
public record SpotRunEstimate(double interruptionsPerHour, double restartHours) {

    /**
     * A piece that so rarely passes without an interruption practically never ends: 1 in 100. In hours, that is 4.6 times the mean time
     * between interruptions.
     */
    private static final double LEAST_CHANCE = 0.01;

    public SpotRunEstimate {
        if (!(interruptionsPerHour >= 0 && Double.isFinite(interruptionsPerHour))) {
            throw new IllegalArgumentException("interruptions an hour are 0 or more, not " + interruptionsPerHour);
        }
        if (!(restartHours >= 0 && Double.isFinite(restartHours))) {
            throw new IllegalArgumentException("hours of a restart are 0 or more, not " + restartHours);
        }
    }

    /**
     * Hours that are billed on average for each hour that the run takes without interruptions, 1 or more; empty if it practically never
     * ends.
     *
     * @param pieceHours from one checkpoint to the next, including the time that saving takes; the whole run if it has no checkpoint
     */
    public OptionalDouble stretch(double pieceHours) {
        return endsAtAll(pieceHours) ? OptionalDouble.of(expectedStretch(pieceHours)) : OptionalDouble.empty();
    }

    /** As {@link #stretch}, even if nobody would wait for the end. */
    double expectedStretch(double pieceHours) {
        if (!(pieceHours > 0)) {
            throw new IllegalArgumentException("a piece takes more than 0 hours, not " + pieceHours);
        }
        double expected = interruptionsPerHour * pieceHours;
        // The limit of the formula, which would divide 0 by 0.
        return expected == 0 ? 1 : Math.exp(interruptionsPerHour * restartHours) * Math.expm1(expected) / expected;
    }

    private boolean endsAtAll(double pieceHours) {
        return Math.exp(-interruptionsPerHour * pieceHours) >= LEAST_CHANCE;
    }

    /**
     * Hours of work between two checkpoints that minimise the expected duration of a run; infinite without interruptions. Its first term is
     * that of J. W. Young, "A first order approximation to the optimum checkpoint interval", Communications of the ACM 17 (1974).
     *
     * @param checkpointHours that the run stands still while a checkpoint is saved, more than 0
     */
    public double bestIntervalHours(double checkpointHours) {
        if (!(checkpointHours > 0)) {
            throw new IllegalArgumentException("saving takes more than 0 hours, not " + checkpointHours);
        }
        if (interruptionsPerHour == 0) {
            return Double.POSITIVE_INFINITY;
        }
        double between = 1 / interruptionsPerHour;
        if (checkpointHours >= 2 * between) {
            return between;
        }
        double ratio = checkpointHours / (2 * between);
        double young = Math.sqrt(2 * checkpointHours * between);
        return young * (1 + Math.sqrt(ratio) / 3 + ratio / 9) - checkpointHours;
    }
}
