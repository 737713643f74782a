package dev.gleaner.analyzer.backtest;

import dev.gleaner.contracts.signal.proto.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Brings signals into another order that must not change the final findings. Progress keeps its position. Every other signal
 * comes at a random position at which it is in time, and half of them come twice. The backfill of a source stays before the
 * first progress of that source; signals that were late keep their position.
 */
public final class SignalShuffler {

    private final Random random;
    private final int[] deadlines;

    /** The same seed gives the same order of signals with these {@link Backtest#deadlines deadlines}. */
    public SignalShuffler(long seed, int[] deadlines) {
        this.random = new Random(seed);
        this.deadlines = deadlines.clone();
    }

    /** The signals in another order. */
    public List<Signal> of(List<Signal> signals) {
        List<List<Signal>> before = new ArrayList<>();
        for (int place = 0; place <= signals.size(); place++) {
            before.add(new ArrayList<>());
        }
        for (int place = 0; place < signals.size(); place++) {
            if (!signals.get(place).hasProgress()) {
                move(signals.get(place), place, deadlines[place], before);
            }
        }
        return merge(signals, before);
    }

    private void move(Signal signal, int place, int deadline, List<List<Signal>> before) {
        if (deadline < place) {
            before.get(place).add(signal);
            return;
        }
        before.get(random.nextInt(deadline + 1)).add(signal);
        if (random.nextBoolean()) {
            before.get(random.nextInt(deadline + 1)).add(signal);
        }
    }

    private static List<Signal> merge(List<Signal> signals, List<List<Signal>> before) {
        List<Signal> merged = new ArrayList<>();
        for (int place = 0; place <= signals.size(); place++) {
            merged.addAll(before.get(place));
            if (place < signals.size() && signals.get(place).hasProgress()) {
                merged.add(signals.get(place));
            }
        }
        return merged;
    }
}
