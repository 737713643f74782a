package dev.gleaner.analyzer.analysis;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.Intake;
import dev.gleaner.analyzer.store.MemoryShelf;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.Progress;
import dev.gleaner.contracts.signal.Signal;
import dev.gleaner.contracts.signal.SourceProgress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** By when each signal of a recording has to come. */
public final class Deadline {

    private final Map<Place, TreeMap<Hour, Integer>> closings = new HashMap<>();
    private final Map<String, Integer> firstReports = new HashMap<>();
    private final int end;

    private Deadline(List<Signal> signals, Timing timing) {
        end = signals.size();
        Frontier frontier = new Frontier(new MemoryShelf(), timing);
        for (int place = 0; place < end; place++) {
            if (signals.get(place).hasProgress()) {
                note(frontier, signals.get(place).getProgress(), place);
            }
        }
    }

    /**
     * The place in the list of the first progress that a signal must come before: that which closes its earliest hour,
     * or, for what comes before the first progress of its source, that one. The list's size when none does.
     */
    public static int[] of(List<Signal> signals, Timing timing) {
        Deadline deadline = new Deadline(signals, timing);
        int[] places = new int[signals.size()];
        Arrays.setAll(places, place -> deadline.of(signals.get(place), place));
        return places;
    }

    private void note(Frontier frontier, Progress progress, int place) {
        for (SourceProgress report : progress.getSourcesList()) {
            Place where = new Place(report.getAccount(), report.getRegion());
            firstReports.putIfAbsent(key(report.getSource(), where), place);
            frontier.advance(report);
            Hour closed = frontier.bounds(where).closed();
            if (closed != null) {
                closings.computeIfAbsent(where, key -> new TreeMap<>()).putIfAbsent(closed, place);
            }
        }
    }

    private int of(Signal signal, int place) {
        if (signal.hasProgress()) {
            return end;
        }
        Place where = Place.of(Arn.parse(signal.getResource()));
        int first = firstReports.getOrDefault(key(signal.getSource(), where), end);
        return Math.min(first > place ? first : end, closing(where, Intake.earliest(signal)));
    }

    private int closing(Place where, Hour hour) {
        Map.Entry<Hour, Integer> closing =
                closings.getOrDefault(where, new TreeMap<>()).ceilingEntry(hour);
        return closing == null ? end : closing.getValue();
    }

    private static String key(String source, Place where) {
        return source + "|" + where.account() + "|" + where.region();
    }
}
