package dev.gleaner.analyzer.analysis;

import dev.gleaner.analyzer.store.MemoryShelf;
import dev.gleaner.contracts.signal.proto.Progress;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.signal.proto.SourceProgress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** By when each signal of a recording has to come. */
public final class Deadline {

    private final List<Closings<?>> closings;
    private final Map<String, Integer> firstReports = new HashMap<>();
    private final int end;

    private Deadline(List<Signal> signals, Kinds kinds, Timing timing) {
        end = signals.size();
        closings = kinds.all().stream().<Closings<?>>map(Closings::new).toList();
        Frontier frontier = new Frontier(new MemoryShelf(), timing);
        for (int place = 0; place < end; place++) {
            Signal signal = signals.get(place);
            if (signal.hasProgress()) {
                note(frontier, signal.getProgress(), place);
            } else {
                closings.forEach(one -> one.locate(signal));
            }
        }
    }

    /**
     * The place in the list of the first progress that a signal must come before: that which closes its earliest hour for
     * any kind that keeps it, or, for what comes before the first progress of its source, that one. The list's size when
     * none does.
     */
    public static int[] of(List<Signal> signals, Kinds kinds, Timing timing) {
        Deadline deadline = new Deadline(signals, kinds, timing);
        int[] places = new int[signals.size()];
        Arrays.setAll(places, place -> deadline.of(signals.get(place), place));
        return places;
    }

    private void note(Frontier frontier, Progress progress, int place) {
        for (SourceProgress report : progress.getSourcesList()) {
            Place where = new Place(report.getAccount(), report.getRegion());
            firstReports.putIfAbsent(key(report.getSource(), where), place);
            frontier.advance(report);
            closings.forEach(one -> one.note(where, frontier, place));
        }
    }

    private int of(Signal signal, int place) {
        if (signal.hasProgress()) {
            return end;
        }
        Place where = new Place(signal.getAccount(), signal.getRegion());
        int first = firstReports.getOrDefault(key(signal.getSource(), where), end);
        int closing = closings.stream()
                .flatMap(one -> one.of(signal).stream())
                .min(Integer::compare)
                .orElse(end);
        return Math.min(first > place ? first : end, closing);
    }

    private static String key(String source, Place where) {
        return source + "|" + where.account() + "|" + where.region();
    }
}
