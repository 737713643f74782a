package dev.gleaner.collector.source.gpu;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one header line of {@code --query-gpu} and the lines below it hold. */
final class Section {

    private final boolean byUuid;
    private final boolean goesOn;
    private final List<CardReading> readings = new ArrayList<>();

    /**
     * One whose header was read.
     *
     * @param byUuid whether it has the UUIDs of the cards
     * @param goesOn whether lines of the same run of nvidia-smi were read before
     */
    Section(boolean byUuid, boolean goesOn) {
        this.byUuid = byUuid;
        this.goesOn = goesOn;
    }

    void add(CardReading reading) {
        readings.add(reading);
    }

    List<CardReading> readings() {
        return readings;
    }

    /** Processes name their card by its UUID: cards that are told apart otherwise have an unknown number of them. */
    void apply(Processes processes) {
        if (byUuid) {
            List<String> cards =
                    readings.stream().map(CardReading::card).distinct().toList();
            readings.replaceAll(reading -> processes
                    .of(reading.card(), cards)
                    .map(reading::withProcesses)
                    .orElse(reading));
        }
    }

    /**
     * A run that printed one reading of a card loaded the driver for it, if neither persistence mode nor a process had it
     * loaded: an idle card may read 100 % then. What it says of work is taken away, so that it is unknown. Returns of how
     * many readings.
     */
    int distrust() {
        if (goesOn) {
            return 0;
        }
        Map<String, Set<Instant>> times =
                readings.stream().collect(groupingBy(CardReading::card, mapping(CardReading::time, toSet())));
        int distrusted = 0;
        for (int place = 0; place < readings.size(); place++) {
            CardReading reading = readings.get(place);
            boolean only = times.getOrDefault(reading.card(), Set.of()).size() == 1;
            if (only && reading.saysWorkOfACardThatNobodyHolds()) {
                readings.set(place, reading.withoutUse());
                distrusted++;
            }
        }
        return distrusted;
    }
}
